"""Names as people write them -> stored records: aliases, pinyin, initials, typos."""
