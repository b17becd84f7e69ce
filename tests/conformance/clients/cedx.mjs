// Drive the npm package `@cedx/akismet`; its `baseUrl` leads to the service.
import {Author, Blog, CheckResult, Client, Comment} from "@cedx/akismet";
import {given, tell, versionOf} from "./telling.mjs";

const task = given();
const blog = new Blog({url: task.blog, charset: "UTF-8", languages: ["id"]});
const clientWith = (key) => new Client(key, blog, {baseUrl: task.url});
const client = clientWith(task.key);
const stranger = clientWith(task.wrong_key);
const names = Object.fromEntries(Object.entries(CheckResult).map(([name, value]) => [value, name]));

const comment = (fields) => new Comment({
  author: new Author({
    email: fields.comment_author_email,
    ipAddress: fields.user_ip,
    name: fields.comment_author,
    role: "guest",
    userAgent: fields.user_agent,
  }),
  content: fields.comment_content,
  context: ["resep", "masakan"],
  date: new Date("2026-11-23T03:12:45Z"),
  permalink: fields.permalink,
  type: "comment",
});
const check = async (asked, name) => names[await asked.checkComment(comment(task.comments[name]))];

await tell("version", () => versionOf("@cedx/akismet"));
await tell("verify-key, valid", () => client.verifyKey());
await tell("verify-key, invalid", () => stranger.verifyKey());
for (const name of ["approved", "held", "rejected"]) {
  await tell(`comment-check, ${name}`, () => check(client, name));
}
await check(client, "missed");
await check(client, "mistaken");
await tell("submit-spam", () => client.submitSpam(comment(task.comments.missed)));
await tell("submit-ham", () => client.submitHam(comment(task.comments.mistaken)));
await tell("comment-check, wrong key", () => check(stranger, "approved"));
