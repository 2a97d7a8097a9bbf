using Carillon.Server.Configuration;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Configuration;

public sealed class FileSettingsTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_there_is_can_be_set_with_comments_and_trailing_commas()
    {
        var settings = Read(
            """
            // Agents of this machine
            {
              "agents": {
                "claude": { "command": "claude-acp", "args": ["--fast", "a\"b"], "env": { "KEY": "s3cret", }, },
                "my.agent": { "command": "/bin/agent" }, /* plain */
              },
              "storage": { "durability": "relaxed" },
              "approvals": { "expireAfterSeconds": 30 },
              "allowedOrigins": ["https://dashboard.example.com", "chrome-extension://abcdef",],
            }
            """);

        Assert.Equal(["claude", "my.agent"], settings.Agents.Keys);
        Assert.Equal("claude-acp", settings.Agents["claude"].Command);
        Assert.Equal(["--fast", "a\"b"], settings.Agents["claude"].Args);
        Assert.Equal("s3cret", settings.Agents["claude"].Env["KEY"]);
        Assert.Equal(StorageDurability.Relaxed, settings.Storage.Durability);
        Assert.Equal(30, settings.Approvals.ExpireAfterSeconds);
        Assert.Equal(["https://dashboard.example.com", "chrome-extension://abcdef"], settings.AllowedOrigins);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("\uFEFF{ }\r\n")]
    [InlineData("// nothing to say\n{ /* yet */ }\n")]
    public void What_is_not_set_keeps_its_default(string text)
    {
        var settings = Read(text);
        Assert.Empty(settings.Agents);
        Assert.Empty(settings.AllowedOrigins);
        Assert.Equal(StorageDurability.Full, settings.Storage.Durability);
        Assert.Equal(120, settings.Approvals.ExpireAfterSeconds);
    }

    [Fact]
    public void Every_mistake_is_told_at_once_with_its_place()
    {
        var told = Refused(
            """
            {
              "agent": {},
              "agents": {
                "echo": { "command": "x" },
                "a": { "args": "--fast", "env": { "KEY": 5 } },
                "b": null,
                "c": { "command": "c", "comand": "c" },
                "c": { "command": "d" }
              },
              "storage": { "durability": "sometimes" },
              "approvals": { "expireAfterSeconds": 86401 },
              "allowedOrigins": [
                "https://fine.example", 7,
                "example.com"
              ]
            }
            """);

        Assert.Equal(
            """
            carillon.json cannot be used:
              line 2, agent: there is no such setting here; there are agents, storage, sessions, approvals, identity, cron, perception, allowedOrigins, hooks
              line 4, agents.echo: this name is built in; choose another
              line 5, agents.a.args: this is to be a list: [ … ]
              line 5, agents.a.env.KEY: this is to be a text in quotes
              line 5, agents.a.command: name the executable
              line 6, agents.b: this is to be an object: { … }
              line 7, agents.c.comand: there is no such setting here; there are command, args, env
              line 8, agents.c: this name stands here twice
              line 10, storage.durability: this is to be one of "full", "relaxed"
              line 11, approvals.expireAfterSeconds: from 1 to 86400
              line 13, allowedOrigins.1: this is to be a text in quotes
              line 14, allowedOrigins.2: this is to be an origin such as https://example.com
            """.ReplaceLineEndings("\n"),
            told);
    }

    [Theory]
    [InlineData("""{ "agents": null }""", "line 1, agents: this is to be an object: { … }")]
    [InlineData("""{ "agents": [] }""", "line 1, agents: this is to be an object: { … }")]
    [InlineData("""{ "storage": null }""", "line 1, storage: this is to be an object: { … }")]
    [InlineData("""{ "storage": { "durability": 1 } }""", "line 1, storage.durability: this is to be one of \"full\", \"relaxed\"")]
    [InlineData("""{ "approvals": { "expireAfterSeconds": "30" } }""", "line 1, approvals.expireAfterSeconds: this is to be a whole number")]
    [InlineData("""{ "approvals": { "expireAfterSeconds": 1.5 } }""", "line 1, approvals.expireAfterSeconds: this is to be a whole number")]
    [InlineData("""{ "approvals": { "expireAfterSeconds": 0 } }""", "line 1, approvals.expireAfterSeconds: from 1 to 86400")]
    [InlineData("""{ "allowedOrigins": {} }""", "line 1, allowedOrigins: this is to be a list: [ … ]")]
    [InlineData("""{ "allowedOrigins": [null] }""", "line 1, allowedOrigins.0: this is to be a text in quotes")]
    [InlineData("""{ "allowedOrigins": ["/"] }""", "line 1, allowedOrigins.0: this is to be an origin such as https://example.com")]
    [InlineData("""{ "allowedOrigins": ["https://a.example/path"] }""", "line 1, allowedOrigins.0: this is to be an origin such as https://example.com")]
    [InlineData("""{ "allowedOrigins": ["*"] }""", "line 1, allowedOrigins.0: this is to be an origin such as https://example.com")]
    [InlineData("null", "line 1, the whole file: this is to be an object: { … }")]
    [InlineData("[]", "line 1, the whole file: this is to be an object: { … }")]
    public void A_mistake_is_told_with_its_place(string text, string expected) => Assert.Equal($"carillon.json cannot be used:\n  {expected}", Refused(text));

    [Theory]
    [InlineData("", "line 1, column 1")]
    [InlineData("{\n  \"agents\": {\n", "line 3, column 1")]
    [InlineData("{ \"agents\" {} }", "line 1, column 12")]
    [InlineData("{} {}", "line 1, column 4")]
    [InlineData("agents: {}", "line 1, column 1")]
    public void What_is_not_JSON_is_told_with_its_place(string text, string place) =>
        Assert.Equal($"carillon.json, {place}: this is not JSON. Look for a missing quote, comma or bracket.", Refused(text));

    [Theory]
    [InlineData("""{ "agents": { "a": { "command": 1, "env": { "KEY": ["s3cret"] } } } }""")]
    [InlineData("""{ "agents": { "a": { "env": { "KEY": s3cret } } } }""")]
    [InlineData("""{ "agents": { "a": { "env": { "KEY": "s3cret } } } }""")]
    [InlineData("""{ "agents": { "a": { "env": { "KEY": trues3cret } } } }""")]
    [InlineData("""{ "agents": { "a": { "env": "KEY=s3cret" } } }""")]
    [InlineData("""{ "storage": { "durability": "s3cret" } }""")]
    [InlineData("""{ "allowedOrigins": ["https://ada:s3cret@example.com"] }""")]
    public void A_value_is_never_repeated_for_it_may_be_a_secret(string text) => Assert.DoesNotContain("s3cret", Refused(text), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_told()
    {
        var path = Path.Combine(_folder.Path, "missing.json");
        Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<ServerStartException>(() => FileSettings.Read(path)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{_folder.Path} cannot be read: ", Assert.Throws<ServerStartException>(() => FileSettings.Read(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private FileSettings Read(string text) => FileSettings.Read(_folder.File("carillon.json", text));

    private string Refused(string text) =>
        Assert.Throws<ServerStartException>(() => Read(text)).Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
