"""What a site prints around an article, told by names and by words."""

from __future__ import annotations

import re

ARTICLE = re.compile(
    r"(?:^|[\s_-])(?:trs_?u?editor|vsb_content|v_news_content|ucap-?content|wp_articlecontent|zoom|zhengwen|zw(?:nr|con)?|neirong|nr|"
    r"j-fontcontent|article|artic?le_?-?(?:content|con|body|main|text)?|art_?-?con\w*|(?:pages?|news|info|xxgk|detail|print|text|bt|xl|show|main|"
    r"inner|view)?[_-]?content(?:s|body|text|main)?|con(?:_?text|_?body|_?main)?|detail|text|main)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
"""In an element's id and class: it may hold the article. How much it holds decides."""

AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav\w*|menu\w*|top(?:bar|nav|menu)?|head(?:er)?|foot(?:er)?\w*|copyright|banner|bread\w*|crumbs?|location|position|"
    r"wz|dqwz|weizhi|share\w*|bdshare\w*|bshare\w*|social\w*|side(?:bar|nav)?\w*|search\w*|login|toolbar|tools?|print(?:er)?|fontsize|qrcode|ewm|"
    r"ewcode|erweima|prev|next|prenext|prevnext|pager|paging|related\w*|relevant|recommend\w*|hot\w*|friend\w*|links?|youlian|yqlj|beian|ad|ads|"
    r"comments?|float\w*|gotop|backtop|accessib\w*)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
"""In an element's id and class: it belongs to the site."""

TITLE = re.compile(r"(?:^|[\s_-])(?:\w*title\w*|bt|biaoti|tit|\w*headline|ucaptitle|arti_title)(?:$|[\s_\d-])", re.IGNORECASE)
"""In an element's id and class: it may hold the article's title."""

AMOUNT = re.compile(r"\d[\d,，.．]*\s*(?:亿|万|千|百|元|[%％‰]|人|个|名|辆|项|分|家|次|批|台|平方|㎡|公里|亩|户|吨|件|所)")
"""A figure as reports print them, in a text without white space."""

_BUTTON = (
    r"(?:打印(?:本页|此页|文章|页面)?|关闭(?:本页|窗口|页面)?|返回(?:顶部|首页|列表|上一页)?|收藏(?:本页|本文)?|(?:我要)?纠错|分享(?:到|至)?|朗读|"
    r"字[体号]大?小?|默认|超大|特大|大|中|小|下载|微信|微博|QQ空间|新浪微博|首页|网站首页|网站地图|联系我们|关于我们|无障碍(?:浏览|阅读)?|长者模式|"
    r"适老化|繁体|简体|English|登录|注册|TOP|A\+|A-|A|保护视力色|背景色)"
)
_FURNITURE = re.compile(
    rf"(?:[【\[(（|/·•<《]*{_BUTTON}[:：]?[】\])）|/·•>》:：]*)+"
    r"|[【\[]?(?:上一[篇条则页]|下一[篇条则页]|[上下前后]一?篇文?章?)[】\]]?(?:[:：].*|没有了|无)?"
    r"|(?:您?(?:当前|现在|目前|所在)?(?:所在)?的?位置(?:是)?)[:：].*"
    r"|(?:本文|文章|页面)?(?:浏览|点击|阅读|访问)(?:次数|量|数)?[:：]?\d*次?"
    r"|.{0,10}(?:扫一扫|扫码|扫描二维码).{0,24}"
    r"|相关(?:链接|阅读|新闻|文章|信息|推荐|稿件|报道)[:：]?|热点(?:新闻|推荐|信息)|最新(?:信息|文章)|友情链接[:：]?"
    r"|(?:发布|更新|发文|成文)?(?:时间|日期)[:：]\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?(?:\d{1,2}:\d{2}(?::\d{2})?)?"
    r"(?:.{0,60}(?:来源|作者|浏览|点击|阅读|字[体号]|编辑|打印|访问|发布机构|发布单位).{0,60})?"
    r"|(?:来源|信息来源|文章来源|稿源)[:：].{0,40}(?:(?:时间|日期)[:：]?\d{4}|浏览|点击|阅读|字[体号]).{0,60}"
    r"|.{0,60}(?:ICP备|公网安备|网站标识码|版权所有|Copyright|©).{0,160}",
    re.IGNORECASE,
)


def is_article_line(line: str) -> bool:
    """Whether a line of a site's page is the article's and not the site's: buttons, neighbours, place, counters, record numbers."""
    tight = "".join(line.split())
    return len(tight) > 240 or not _FURNITURE.fullmatch(tight)
