using System.Text.Json;
using Carillon.Contracts.Exec;
using Carillon.Features.Exec.Policy;

namespace Carillon.Features.Exec.Tests;

public sealed class JudgementTests
{
    private const string Lists = """
        {
          "allowlist": [
            { "pattern": "git status" }, { "pattern": "git log *" }, { "pattern": "ls *" }, "wc -l", "cat notes-*.txt", { "pattern": "rm *" },
            { "command": "make test && echo > done" }
          ],
          "denylist": [{ "pattern": "curl *" }, { "pattern": "git push *" }, { "command": "ls /secret" }]
        }
        """;

    [Theory]
    [InlineData("git status", CommandVerdict.Allow)]
    [InlineData("git  'status'", CommandVerdict.Allow)]
    [InlineData("git log", CommandVerdict.Allow)]
    [InlineData("git log -5 --stat", CommandVerdict.Allow)]
    [InlineData("ls -la src | wc -l", CommandVerdict.Allow)]
    [InlineData("ls; git status", CommandVerdict.Allow)]
    [InlineData("cat notes-today.txt", CommandVerdict.Allow)]
    [InlineData("ls 2>/dev/null", CommandVerdict.Allow)]
    [InlineData(" make test && echo > done ", CommandVerdict.Allow)]
    [InlineData("git status --short", CommandVerdict.Ask)]
    [InlineData("ls && make", CommandVerdict.Ask)]
    [InlineData("ls $(make)", CommandVerdict.Ask)]
    [InlineData("ls `make`", CommandVerdict.Ask)]
    [InlineData("ls $HOME", CommandVerdict.Ask)]
    [InlineData("ls > a", CommandVerdict.Ask)]
    [InlineData("X=1 ls", CommandVerdict.Ask)]
    [InlineData("./ls", CommandVerdict.Ask)]
    [InlineData("l[s]", CommandVerdict.Ask)]
    [InlineData("ls() { make; }; ls", CommandVerdict.Ask)]
    [InlineData("ls <(make)", CommandVerdict.Ask)]
    [InlineData("cat notes-a.txt /etc/passwd", CommandVerdict.Ask)]
    [InlineData("make test && echo > done2", CommandVerdict.Ask)]
    [InlineData("rm -rf src", CommandVerdict.Ask)]
    [InlineData("rm a", CommandVerdict.Allow)]
    [InlineData("ls 'unfinished", CommandVerdict.Ask)]
    [InlineData("curl x", CommandVerdict.Deny)]
    [InlineData("/usr/bin/curl x", CommandVerdict.Deny)]
    [InlineData("ls; sudo curl x", CommandVerdict.Deny)]
    [InlineData("sh -c 'curl x'", CommandVerdict.Deny)]
    [InlineData("ls $(curl x)", CommandVerdict.Deny)]
    [InlineData("git push", CommandVerdict.Deny)]
    [InlineData("ls /secret", CommandVerdict.Deny)]
    public void A_line_is_allowed_only_when_all_of_it_is_listed_and_denied_when_any_of_it_is(string line, CommandVerdict verdict) =>
        Assert.Equal(verdict, Judgement.Of(Read(Lists), line));

    [Theory]
    [InlineData("deny", "always", "ls", CommandVerdict.Deny)]
    [InlineData("allowlist", "off", "ls", CommandVerdict.Allow)]
    [InlineData("allowlist", "off", "make", CommandVerdict.Deny)]
    [InlineData("allowlist", "on-miss", "make", CommandVerdict.Ask)]
    [InlineData("allowlist", "always", "ls", CommandVerdict.Ask)]
    [InlineData("full", "off", "make", CommandVerdict.Allow)]
    [InlineData("full", "on_miss", "make", CommandVerdict.Allow)]
    [InlineData("full", "always", "make", CommandVerdict.Ask)]
    [InlineData("full", "off", "curl x", CommandVerdict.Deny)]
    [InlineData("full", "off", "$X y", CommandVerdict.Ask)]
    public void Security_and_asking_work_together(string security, string ask, string line, CommandVerdict verdict)
    {
        var policy = Read($$"""{ "security": "{{security}}", "ask": "{{ask}}", "allowlist": ["ls *"], "denylist": ["curl *"] }""");

        Assert.Equal(verdict, Judgement.Of(policy, line));
    }

    [Fact]
    public void Without_a_policy_every_command_is_asked_about() => Assert.Equal(CommandVerdict.Ask, Judgement.Of(new ExecPolicy(), "ls"));

    [Fact]
    public void An_agent_s_own_part_adds_to_the_lists_and_overrides_the_rest()
    {
        var policy = Read("""
            { "defaults": { "security": "deny", "ask": "on-miss", "ask_fallback": "deny" },
              "agents": { "main": { "security": "allowlist", "allowlist": [{ "pattern": "ls *" }], "blocklist": ["ls /secret"], "auto_allow_skills": true } } }
            """);

        Assert.Equal(CommandVerdict.Deny, Judgement.Of(policy.For("other"), "ls"));
        Assert.Equal(CommandVerdict.Allow, Judgement.Of(policy.For("main"), "ls"));
        Assert.Equal(CommandVerdict.Deny, Judgement.Of(policy.For("main"), "ls /secret"));
        Assert.Equal(CommandVerdict.Ask, Judgement.Of(policy.For("main"), "make"));
    }

    [Theory]
    [InlineData("[]", "the policy")]
    [InlineData("""{ "version": 2 }""", "version")]
    [InlineData("""{ "security": "lax" }""", "security")]
    [InlineData("""{ "ask": 1 }""", "ask")]
    [InlineData("""{ "ask_fallback": "full" }""", "ask_fallback")]
    [InlineData("""{ "allowlist": {} }""", "allowlist")]
    [InlineData("""{ "allowlist": [{ "pattern": "" }] }""", "allowlist.0.pattern")]
    [InlineData("""{ "allowlist": [{ "pattern": "a", "command": "b" }] }""", "allowlist.0")]
    [InlineData("""{ "agents": { "main": { "securty": "full" } } }""", "agents.main.securty")]
    [InlineData("""{ "allowList": [] }""", "allowList")]
    public void A_mistake_in_a_policy_is_told_with_its_place(string json, string place)
    {
        var refused = Assert.Throws<Core.Errors.CarillonException>(() => Read(json));

        Assert.Equal(Core.Errors.ErrorCode.Invalid, refused.Code);
        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
    }

    private static ExecPolicy Read(string json) => PolicyJson.Read(JsonElement.Parse(json));
}
