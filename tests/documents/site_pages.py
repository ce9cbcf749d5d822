"""Pages as the sites of governments frame their articles: the kinds of frame, written for these tests."""

from __future__ import annotations

TITLE = "沅泽县水利局2023年度部门决算"
SITE_FIGURES = ("7777.77", "8888", "6666.66")
"""Figures that only the frames print: none may come out."""

BODY = """<p style="text-indent:2em">　　一、收入支出决算总体情况</p>
<p>　　2023年度收入总计1,803.82万元，支出总计1,803.82万元，与上年相比增加12.5%。</p>
<p>　　二、“三公”经费</p><p>　　公务接待费3.40万元，接待25批次、210人次。</p>
<p style="text-align:right">单位：万元</p>
<table border="1" cellspacing="0"><tbody><tr><td rowspan="2">项目</td><td colspan="2">金额</td></tr><tr><td>预算数</td><td>决算数</td></tr>
<tr><td>基本支出</td><td>1,001.20</td><td>998.71</td></tr><tr><td>项目支出</td><td>820.00</td><td>805.11</td></tr></tbody></table>
<p>　　注：本表反映部门支出情况。</p>"""

_HEAD = f"<head><meta charset='utf-8'><title>{TITLE}_沅泽县人民政府</title><meta name='ArticleTitle' content='{TITLE}'></head>"
_MENU = "<ul><li><a href='/'>首页</a></li><li><a href='/zwgk'>政务公开</a></li><li><a href='/hd'>互动交流</a></li></ul>"
_NEWS = (
    "<ul><li><a href='/1.html'>邻县2022年度决算支出7777.77万元</a><span>2023-09-01</span></li>"
    "<li><a href='/2.html'>今年接待8888人次</a><span>2023-09-02</span></li></ul>"
)
_FOOT = "版权所有：沅泽县人民政府　主办：县政府办公室　湘ICP备00000000号-1　网站标识码4300000000　电话：0730-0000000"
_NEIGHBOURS = "上一篇：<a href='/3.html'>支出6666.66万元的说明</a>", "下一篇：没有了"


def _page(body: str, head: str = _HEAD) -> str:
    return f"<!DOCTYPE html><html>{head}<body>{body}</body></html>"


PAGES = {
    "trs": _page(
        f"<div class='header'>{_MENU}</div><div class='dqwz'>当前位置：<a href='/'>首页</a> &gt; <a href='/c'>决算公开</a></div>"
        f"<div class='xl-box'><h1 class='xl-tit'>{TITLE}</h1><div class='xl-info'>发布时间：2024-08-30 09:12 来源：县水利局"
        f" 浏览次数：8888次 字号：[<a href='javascript:'>大</a> <a href='javascript:'>中</a>]</div>"
        f"<div class='view TRS_UEDITOR trs_paper_default'>{BODY}</div>"
        f"<div>{_NEIGHBOURS[0]}</div><div>{_NEIGHBOURS[1]}</div></div><div class='footer'><p>{_FOOT}</p></div>"
    ),
    "vsb": _page(
        f"<div id='top'>{_MENU}</div><div class='ny_left'>{_NEWS}</div><form name='_newscontent'><div class='nr_title'>{TITLE}</div>"
        f"<div class='nr_date'>2024年08月30日 09:12　点击：[<span id='c'></span>]</div>"
        f"<div id='vsb_content_2'><div class='v_news_content'>{BODY}</div></div>"
        f"<p>【<a href='javascript:window.close()'>关闭窗口</a>】</p></form><div class='foot'>{_FOOT}</div>"
    ),
    "zoom in tables": _page(
        f"<table width='1000' align='center'><tr><td><a href='/'>首页</a> | <a href='/b'>公告</a> | <a href='/c'>邮箱</a></td></tr></table>"
        f"<table width='1000' align='center'><tr><td width='220' valign='top'>{_NEWS}</td><td><table width='100%'><tr><td align='center'>"
        f"<b>{TITLE}</b></td></tr><tr><td>发布日期：2024-08-30</td></tr><tr><td><div id='zoom'>{BODY}</div></td></tr>"
        f"<tr><td align='right'>【打印】【关闭】</td></tr></table></td></tr></table><table width='1000'><tr><td>{_FOOT}</td></tr></table>"
    ),
    "ucap": _page(
        f"<div class='head-wrap'>{_MENU}</div><div class='article'><ucaptitle>{TITLE}</ucaptitle><div class='pages-date'>2024-08-30"
        f" 来源：县水利局 <span class='share'>【字体：<a href='#'>大</a> 中 小】打印</span></div>"
        f"<div class='pages_content' id='UCAP-CONTENT'>{BODY}</div>"
        f"<div class='editor'>【我要纠错】</div><div class='related'>相关链接{_NEWS}</div></div><div class='footer'>{_FOOT}</div>"
    ),
    "html5": _page(
        f"<header>{_MENU}</header><nav><a href='/'>首页</a>&gt;<a href='/x'>决算</a></nav><main><article><h2>{TITLE}</h2>{BODY}</article>"
        f"<aside><h3>热点新闻</h3>{_NEWS}</aside></main><footer>{_FOOT}</footer>"
    ),
    "no names": _page(
        f"<div><div>{_MENU}</div><div><div>{_NEWS}</div><div><div>{TITLE}</div><div>{BODY}</div><div>{_NEIGHBOURS[0]}</div></div></div>"
        f"<div><div>{_FOOT}</div></div></div>"
    ),
    "webplus": _page(
        f"<div class='wp_header'>{_MENU}</div><div class='infobox'><div class='article' frag='面板1'><h1 class='arti_title'>{TITLE}</h1>"
        f"<p class='arti_metas'><span class='arti_update'>发布时间：2024-08-30</span></p><div class='entry'><div class='read'>"
        f"<div class='wp_articlecontent'>{BODY}</div></div></div></div></div><div class='copyright'>{_FOOT}</div>"
    ),
    "in two parts": _page(
        f"<div class='nav'>{_MENU}</div><div class='con'><div class='bt'>{TITLE}</div>"
        f"<div class='TRS_Editor'>{BODY.partition('<table')[0]}</div>"
        f"<div class='tables'><table{BODY.partition('<table')[2]}</div></div><div id='footer'>{_FOOT}</div>"
    ),
    "hidden things": _page(
        f"<script>var total='7777.77万元';</script><style>.x{{width:8888px}}</style><div style='display: none'>支出7777.77万元</div>"
        f"<template><p>8888人</p></template><!-- 6666.66万元 --><div class='j-fontContent'><h1>{TITLE}</h1>"
        f"<p hidden>6666.66万元</p>{BODY}</div>"
        f"<noscript>请开启脚本 8888</noscript><select><option>7777.77</option></select><div class='foot'>{_FOOT}</div>"
    ),
    "lines": _page(
        f"<center><font size='5'>{TITLE}</font></center><br>"
        + BODY.replace("<p>", "").replace("</p>", "<br><br>")
        + f"<hr><center>{_FOOT}<br>【返回】</center>"
    ),
    "unclosed": _page(
        f"<div class=main><div class=content><h1>{TITLE}</h1>"
        + BODY.replace("</td>", "").replace("</tr>", "").replace("</p>", "").replace("</tbody>", "")
        + f"</div><div class=bottom>{_FOOT}"
    ),
}
