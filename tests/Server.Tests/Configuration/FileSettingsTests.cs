using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Reading;
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
              "$schema": "schema/config.schema.json",
              "listen": { "host": "localhost", "port": 0, "compatPorts": true },
              "agents": {
                "claude": { "command": "claude-acp", "args": ["--fast", "a\"b"], "env": { "KEY": "s3cret", }, },
                "my.agent": { "command": "/bin/agent" }, /* plain */
              },
              "storage": { "durability": "relaxed" },
              "approvals": { "expireAfterSeconds": 30 },
              "sandbox": {
                "provider": "bubblewrap", "network": "none", "readable": ["/opt/agents"],
                "limits": { "memoryMegabytes": 512, "processes": 64, "cpuSeconds": 60, "fileMegabytes": 0, "openFiles": 256 },
              },
              "allowedOrigins": ["https://dashboard.example.com", "chrome-extension://abcdef",],
              "trustedProxies": ["10.0.0.7", "fd00::/8"],
            }
            """);

        Assert.Equal(new ListenSettings { Host = "localhost", Port = 0, CompatPorts = true }, settings.Listen);
        Assert.Equal(["claude", "my.agent"], settings.Agents.Keys);
        Assert.Equal("claude-acp", settings.Agents["claude"].Command);
        Assert.Equal(["--fast", "a\"b"], settings.Agents["claude"].Args);
        Assert.Equal("s3cret", settings.Agents["claude"].Env["KEY"]);
        Assert.Equal(StorageDurability.Relaxed, settings.Storage.Durability);
        Assert.Equal(30, settings.Approvals.ExpireAfterSeconds);
        Assert.Equal((SandboxKind.Bubblewrap, SandboxNetwork.None, "/opt/agents"), (settings.Sandbox.Provider, settings.Sandbox.Network, settings.Sandbox.Readable[0]));
        Assert.Equal(
            new SandboxLimitSettings { MemoryMegabytes = 512, Processes = 64, CpuSeconds = 60, FileMegabytes = 0, OpenFiles = 256 }, settings.Sandbox.Limits);
        Assert.Equal(["https://dashboard.example.com", "chrome-extension://abcdef"], settings.AllowedOrigins);
        Assert.Equal(["10.0.0.7", "fd00::/8"], settings.TrustedProxies);
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
        Assert.Equal(SandboxKind.Local, settings.Sandbox.Provider);
    }

    [Theory]
    [InlineData("""{ "network": "none" }""", "sandbox.network: only the provider bubblewrap")]
    [InlineData("""{ "provider": "docker" }""", "sandbox.provider: this is to be one of \"local\", \"bubblewrap\"")]
    [InlineData("""{ "readable": ["/a", "b"] }""", "sandbox.readable.1: this is to be an absolute path")]
    [InlineData("""{ "limits": { "memoryMegabytes": 8 } }""", "sandbox.limits.memoryMegabytes: from 64 to")]
    [InlineData("""{ "limits": { "processes": 1 } }""", "sandbox.limits.processes: from 16 to")]
    [InlineData("""{ "limits": { "cpuSeconds": -1 } }""", "sandbox.limits.cpuSeconds: from 0 to")]
    [InlineData("""{ "limits": { "fileMegabytes": -1 } }""", "sandbox.limits.fileMegabytes: from 0 to")]
    [InlineData("""{ "limits": { "openFiles": 1 } }""", "sandbox.limits.openFiles: from 64 to")]
    public void A_sandbox_that_cannot_be_is_refused(string sandbox, string expected) =>
        Assert.Contains(expected, Refused($$"""{ "sandbox": {{sandbox}} }"""), StringComparison.Ordinal);

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
              line 2, agent: there is no such setting here; there are listen, agents, storage, sessions, approvals, identity, sandbox, perception, cron, allowedOrigins, trustedProxies, hooks
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
    [InlineData("""{ "listen": { "port": 65536 } }""", "line 1, listen.port: from 0 to 65535")]
    [InlineData("""{ "listen": { "compatPorts": 1 } }""", "line 1, listen.compatPorts: this is to be true or false")]
    [InlineData("""{ "listen": { "$schema": "x" } }""", "line 1, listen.$schema: there is no such setting here; there are host, port, compatPorts")]
    [InlineData("""{ "identity": { "operatorTenant": "a b" } }""", "line 1, identity.operatorTenant: 1 to 128 of A-Z a-z 0-9 . _ -, not beginning with a dot")]
    [InlineData("""{ "allowedOrigins": {} }""", "line 1, allowedOrigins: this is to be a list: [ … ]")]
    [InlineData("""{ "allowedOrigins": [null] }""", "line 1, allowedOrigins.0: this is to be a text in quotes")]
    [InlineData("""{ "allowedOrigins": ["/"] }""", "line 1, allowedOrigins.0: this is to be an origin such as https://example.com")]
    [InlineData("""{ "allowedOrigins": ["https://a.example/path"] }""", "line 1, allowedOrigins.0: this is to be an origin such as https://example.com")]
    [InlineData("""{ "allowedOrigins": ["*"] }""", "line 1, allowedOrigins.0: this is to be an origin such as https://example.com")]
    [InlineData("""{ "trustedProxies": ["10.0.0.7", "proxy.example"] }""", "line 1, trustedProxies.1: this is to be an address such as 10.0.0.7, or a network such as 10.0.0.0/8")]
    [InlineData("""{ "trustedProxies": ["10.0.0.0/33"] }""", "line 1, trustedProxies.0: this is to be an address such as 10.0.0.7, or a network such as 10.0.0.0/8")]
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
        Assert.StartsWith($"{path} cannot be read: ", Assert.Throws<ServerStartException>(() => Read(path, mustExist: true)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{_folder.Path} cannot be read: ", Assert.Throws<ServerStartException>(() => Read(_folder.Path, mustExist: false)).Message, StringComparison.Ordinal);
    }

    private FileSettings Read(string text) => Read(_folder.File("carillon.json", text), mustExist: true);

    private static FileSettings Read(string path, bool mustExist) =>
        SettingsReading.Load(new SettingsSources(path, new Dictionary<string, string>(), []) { MustExist = mustExist }).Settings;

    private string Refused(string text) =>
        Assert.Throws<ServerStartException>(() => Read(text)).Message.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
}
