"""Words that speak for a refusal: requests to change something, attributes the records lack, small talk, attacks.

They decide nothing alone: each adds to what the model gives the refusal, so that «别删东西，只看…» is still a question.
"""

from __future__ import annotations

import re

CUES: dict[str, re.Pattern[str]] = {
    "write": re.compile(
        r"(?:^|[，,。！\s]|请|帮我?|麻烦|给我?)(?:把|将).{1,30}?(?:改成|改为|设为|设成|标[成为记]|删|移除|合并|转给|分配给|调整为|更新为|归档|关掉)"
        r"|(?:^|请|帮我|麻烦|给)(?:删除?|新建|新增|添加|创建|录入|登记|记一[条笔]|群发|发送?一?封?邮件)|删掉|清空|发封?邮件给"
        r"|^(?:please\s+|pls\s+|can you\s+|could you\s+|just\s+|kindly\s+)*(?:delete|remove|update|change|set|mark|create|add|insert|assign|send|merge|rename"
        r"|archive|close|log|book|schedule|reassign|move|import|upload|write|draft|email)\b(?!\s+(?:nothing|up))",
        re.IGNORECASE,
    ),
    "no_data": re.compile(
        r"股价|市值|营收|收入|利润|毛利|净利|月活|日活|用户数|员工|人数|薪|工资|奖金|天气|汇率|预测|预估|预计能|会不会(?:涨|跌|倒|上市)|建议|推荐|值得投|靠谱吗|看好|股权结构|持股|IRR|DPI|回报率|carry|家庭住址|生日|婚"
        r"|\b(?:share price|stock price|market cap|revenues?|profits?|ebitda|margins?|headcount|employees?|salar(?:y|ies)|bonus|weather|forecast|predict"
        r"|cap table|ownership|irr|moic|carry|burn rate|runway left|mau|dau|active users|should (?:we|i)|worth investing|recommend|birthday|home address)\b",
        re.IGNORECASE,
    ),
    "chat": re.compile(
        r"^(?:你好|您好|在吗|谢谢|多谢|早上?好|晚上好|辛苦了|哈哈|再见|拜拜|讲个笑话|你是谁|你叫什么|吃了吗)|笑话|写首诗"
        r"|^(?:hi|hello|hey|thanks|thank you|good (?:morning|evening|afternoon)|bye|lol)\b[^?]{0,20}$|\b(?:joke|poem|how are you|who are you|coffee\?)",
        re.IGNORECASE,
    ),
    "unsafe": re.compile(
        r"密码|口令|哈希|系统提示|提示词|忽略.{0,8}(?:指令|规则|指示)|绕过|越权|管理员权限|所有表|pg_|information_schema|drop\s+table|;\s*--|union\s+select"
        r"|\b(?:passwords?|system prompt|ignore (?:all |the |any )*(?:previous|prior|above) |bypass|admin rights|password hash(?:es)?|credentials|api keys?|tokens? table)",
        re.IGNORECASE,
    ),
    "vague": re.compile(
        r"^(?:那个|这个|那些|它们?|上次那个|情况|怎么样|帮我看看|分析一下|老样子|还有呢|然后呢|继续)[^，。]{0,6}$"
        r"|^(?:and\s+)?(?:what|how) about (?:them|it|that|those|this)\b|^(?:the usual|more|any(?:thing)? (?:new|interesting)|show me the good ones|analy[sz]e (?:it|this))\b",
        re.IGNORECASE,
    ),
}


def spoken_for(question: str) -> frozenset[str]:
    """The refusal reasons that words of the question speak for."""
    return frozenset(reason for reason, words in CUES.items() if words.search(question.strip()))
