"""Records become a draft: the year, the people, each entry; and a remark for what was decided, asked or left out."""
