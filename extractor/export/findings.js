(function () {
  "use strict";
  var body = document.body, panel = document.getElementById("panel"), pinned = null;
  var places = new Map(), narrow = window.matchMedia("(max-width:900px)");

  function ids(element) {
    return (element.getAttribute("data-r") || element.id).split(" ");
  }
  function shown(id) {
    var item = document.getElementById(id);
    return item !== null && body.classList.contains("show-" + item.getAttribute("data-v"));
  }
  function claims(figure, id) {
    return figure.getAttribute("data-c").split(" ").indexOf(id) >= 0;
  }
  function inText(element) {
    return element.classList.contains("f") ? element : null;
  }
  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }
  each(".f", function (figure) {
    ids(figure).forEach(function (id) {
      if (!places.has(id)) { places.set(id, []); }
      places.get(id).push(figure);
    });
  });

  function reveal(id, block) {
    var item = document.getElementById(id), fold = item.closest("details");
    if (fold) { fold.open = true; }
    item.scrollIntoView({ block: block });
    return item;
  }
  function back(id) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = panel.getAttribute("data-back");
    button.addEventListener("click", function (event) {
      event.stopPropagation();
      pinned = null;
      reveal(id, "center").focus({ preventScroll: true });
    });
    return button;
  }

  function dark() {
    each(".lit", function (e) { e.classList.remove("lit", "claimed"); });
    panel.hidden = true;
    panel.classList.remove("pinned");
    panel.textContent = "";
  }
  // `figure`: the one that asks; the panel then tells its relations, in the half of the window that it isn't in.
  function light(wanted, figure) {
    dark();
    wanted = wanted.filter(shown);
    wanted.forEach(function (id) {
      var item = document.getElementById(id), row = document.createElement("div");
      item.classList.add("lit");
      (places.get(id) || []).forEach(function (figure) {
        figure.classList.add("lit");
        if (claims(figure, id)) { figure.classList.add("claimed"); }
      });
      Array.prototype.forEach.call(item.querySelectorAll(".name > span, .equation, .result, .culprit"), function (part) {
        var line = document.createElement("p");
        line.className = part.className;
        line.textContent = part.textContent;
        row.appendChild(line);
      });
      row.appendChild(back(id));
      panel.appendChild(row);
    });
    panel.hidden = !figure || wanted.length === 0;
    panel.classList.toggle("top", figure !== null && figure.getBoundingClientRect().top > window.innerHeight / 2);
    panel.classList.toggle("pinned", pinned !== null);
  }
  function settle() {
    var focused = document.activeElement;
    if (pinned) {
      light(pinned.ids, pinned.figure);
    } else if (focused && focused.matches(".f, .item")) {
      light(ids(focused), inText(focused));
    } else {
      dark();
    }
  }
  function over(event) {
    // What is pinned stays: the list may have moved under a pointer that rests.
    if (pinned && event.type === "mouseover") { return; }
    var at = event.target.closest && event.target.closest(".f, .item");
    if (at) { light(ids(at), inText(at)); } else if (!panel.contains(event.target)) { settle(); }
  }
  function pin(at) {
    var figure = inText(at), wanted = ids(at).filter(shown), claim = null;
    if (!figure && wanted.length) {
      claim = (places.get(at.id) || []).filter(function (f) { return claims(f, at.id); })[0];
      if (claim) { claim.scrollIntoView({ block: "center" }); }
    }
    // With list and text one below the other, the panel tells what the list cannot: it is out of sight.
    pinned = wanted.length ? { ids: wanted, figure: figure || (narrow.matches ? claim : null) } : null;
    settle();
    if (figure && pinned && !narrow.matches) { reveal(wanted[0], "nearest"); }
  }

  document.addEventListener("mouseover", over);
  document.addEventListener("focusin", over);
  document.addEventListener("focusout", function () { setTimeout(function () { if (!pinned) { settle(); } }, 0); });
  document.addEventListener("click", function (event) {
    var at = event.target.closest(".f, .item");
    if (at) { pin(at); } else if (!panel.contains(event.target) && !event.target.closest("summary, fieldset")) { pinned = null; dark(); }
  });
  document.addEventListener("keydown", function (event) {
    var at = event.target.closest && event.target.closest(".f, .item");
    if (event.key === "Escape") {
      pinned = null;
      if (at) { at.blur(); }
      dark();
    }
    // A link inside goes its own way, on to a click.
    if (at && !event.target.closest("a") && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); pin(at); }
  });
  each("fieldset input", function (box) {
    function set() { body.classList.toggle("show-" + box.value, box.checked); }
    // A page that is reloaded keeps its ticks.
    set();
    box.addEventListener("change", function () { set(); pinned = null; dark(); });
  });
})();
