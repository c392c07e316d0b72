"use strict";

const FINAL = ["CONFIRMED", "REJECTED", "CANCELLED"];
const SILENCE = 60_000;
const LONGEST_PAUSE = 30;
const orders = new Map();
let isDisplaced = false;

/** Of two states of an order the one with more changes of status is the newer. */
function take(order, how) {
  const seen = orders.get(order.orderId) ?? { version: 0 };
  const version = order.history.length;
  seen.at = Date.now();
  if (version > seen.version) {
    Object.assign(seen, { version, order, how });
    show(order, how);
  }
  orders.set(order.orderId, seen);
}

function show(order, how) {
  let card = document.getElementById(order.orderId);
  if (!card) {
    card = document.createElement("article");
    card.id = order.orderId;
    document.getElementById("orders").prepend(card);
  }
  card.className = order.status;
  card.replaceChildren(
    element("h2", order.orderId),
    element("span", order.status + (order.reason ? " " + order.reason : ""), "status"),
    element("span", how, "how"),
    steps(order.history));
}

function steps(history) {
  const list = document.createElement("ol");
  for (const step of history) {
    const item = element("li", step.status);
    item.append(element("time", step.at.slice(11, 23)));
    list.append(item);
  }
  return list;
}

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

/** The status resource is the truth: it is asked after each connect, and when an order is silent. */
async function ask(orderId) {
  const seen = orders.get(orderId);
  const answer = await fetch("orders/" + orderId, { headers: seen.etag ? { "If-None-Match": seen.etag } : {} });
  seen.at = Date.now();
  if (answer.status === 200) {
    seen.etag = answer.headers.get("ETag");
    take(await answer.json(), "asked for");
  }
}

function askForOpen(silence) {
  for (const [orderId, seen] of orders) {
    const isOpen = !seen.order || !FINAL.includes(seen.order.status);
    if (isOpen && Date.now() - seen.at >= silence) {
      ask(orderId).catch(() => {}); // it is silent still, and is asked for again
    }
  }
}

function connection(text, isOpen) {
  const shown = document.getElementById("connection");
  shown.textContent = text;
  shown.className = isOpen ? "open" : "";
}

/** One connection, by a ticket of its own; ends with it, and says whether it lasted longer than any pause. */
async function connect() {
  const answer = await fetch("ticket", { method: "POST" });
  if (!answer.ok) {
    return false;
  }
  const socket = new WebSocket((await answer.json()).url);
  return new Promise(resolve => {
    let since = Infinity;
    socket.onopen = () => {
      since = performance.now();
      connection("connected", true);
      askForOpen(0);
    };
    socket.onmessage = event => {
      const message = JSON.parse(event.data);
      if (message.type === "displaced") {
        isDisplaced = true;
        socket.close();
      } else {
        take(message, "pushed");
      }
    };
    socket.onclose = () => resolve(performance.now() - since >= LONGEST_PAUSE * 1000);
  });
}

/** Until a newer page of the customer has its place: if it took that back, they would chase each other. */
async function stayConnected() {
  for (let pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    if (await connect().catch(() => false)) {
      pause = 1;
    }
    if (isDisplaced) {
      connection("newer pages are connected; this one asks each minute", false);
      return;
    }
    connection("connecting again …", false);
    await new Promise(resolve => setTimeout(resolve, Math.random() * pause * 1000));
  }
}

document.getElementById("order").onclick = async () => {
  const answer = await fetch("orders", { method: "POST" });
  if (answer.status === 202) {
    const { orderId } = await answer.json();
    if (!orders.has(orderId)) {
      orders.set(orderId, { version: 0, at: Date.now() });
    }
  }
};

setInterval(() => askForOpen(SILENCE), 1000);
stayConnected();
