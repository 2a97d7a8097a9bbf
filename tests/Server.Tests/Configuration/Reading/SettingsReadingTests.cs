using Carillon.Server.Configuration;
using Carillon.Server.Configuration.Reading;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Configuration.Reading;

public sealed class SettingsReadingTests : IDisposable
{
    private readonly DataFolder _folder = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly List<GivenFlag> _flags = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Flags_win_over_the_environment_which_wins_over_the_file_which_wins_over_the_defaults()
    {
        _environment["CARILLON_LISTEN_PORT"] = "2000";
        _environment["CARILLON_LISTEN_HOST"] = "::1";
        _environment["CARILLON_STORAGE_DURABILITY"] = "relaxed";
        _environment["CARILLON_LISTEN_COMPAT_PORTS"] = "";
        _flags.Add(new GivenFlag("--port", "listen.port", "3000"));
        var loaded = Load("""
            {
              "listen": { "port": 1000, "host": "localhost" },
              "approvals": { "expireAfterSeconds": 9 }
            }
            """);

        Assert.Equal(new ListenSettings { Host = "::1", Port = 3000 }, loaded.Settings.Listen);
        Assert.Equal(StorageDurability.Relaxed, loaded.Settings.Storage.Durability);
        Assert.Equal(
            ["--port", "CARILLON_LISTEN_HOST", "CARILLON_STORAGE_DURABILITY", "file, line 3", "default", "default"],
            new[] { "listen.port", "listen.host", "storage.durability", "approvals.expireAfterSeconds", "listen.compatPorts", "identity.mode" }
                .Select(key => loaded.OriginOf(key).ToString()));
        Assert.Equal("listen.host: CARILLON_LISTEN_HOST wins over this, listen.port: --port wins over this", Remarks(loaded));
    }

    [Fact]
    public void Lists_and_maps_of_the_environment_take_the_place_of_the_file_s()
    {
        _environment["CARILLON_ALLOWED_ORIGINS"] = "https://a.example, https://b.example";
        _environment["CARILLON_AGENTS"] = """{"mine": {"command": "m", "env": {"KEY": "s3cret"}}}""";
        var loaded = Load("""{ "allowedOrigins": ["https://c.example"], "agents": { "theirs": { "command": "t" } } }""");

        Assert.Equal(["https://a.example", "https://b.example"], loaded.Settings.AllowedOrigins);
        Assert.Equal("s3cret", Assert.Single(loaded.Settings.Agents).Value.Env["KEY"]);
        Assert.Equal("CARILLON_AGENTS", loaded.OriginOf("agents.mine.command").ToString());
        Assert.NotEqual(OriginKind.File, loaded.OriginOf("agents.theirs.command").Kind);
    }

    [Fact]
    public void What_is_wrong_anywhere_is_told_at_once_with_who_said_it_and_never_what()
    {
        _environment["CARILLON_LISTEN_PRT"] = "1";
        _environment["CARILLON_LISTEN_PORT"] = "s3cret";
        _environment["CARILLON_AGENTS"] = """{"mine": {"comand": "s3cret"}}""";
        _environment["CARILLON_ALLOWED_ORIGINS"] = "s3cret";
        _environment["CARILLON_TOKEN"] = "is no setting";
        _flags.Add(new GivenFlag("--compat-ports", "listen.compatPorts", "s3cret"));
        var refused = Assert.Throws<ServerStartException>(() => Load("{\n  \"storge\": {}\n}")).Message;

        Assert.Equal(
            """
            carillon.json cannot be used:
              line 2, storge: there is no such setting here; there are listen, agents, storage, sessions, approvals, identity, sandbox, perception, cron, allowedOrigins, trustedProxies, hooks
              CARILLON_LISTEN_PORT, listen.port: this is to be a whole number
              CARILLON_AGENTS, agents.mine.comand: there is no such setting here; there are command, args, env
              CARILLON_LISTEN_PRT: there is no such setting
              CARILLON_AGENTS, agents.mine.command: name the executable
              CARILLON_ALLOWED_ORIGINS, allowedOrigins.0: this is to be an origin such as https://example.com
              --compat-ports, listen.compatPorts: this is to be true or false
            """.ReplaceLineEndings("\n"),
            refused.Replace(_folder.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CARILLON_LISTEN_PORT", "65536", "from 0 to 65535")]
    [InlineData("CARILLON_LISTEN_PORT", "1.5", "this is to be a whole number")]
    [InlineData("CARILLON_LISTEN_PORT", "{", "this is to be a whole number")]
    [InlineData("CARILLON_LISTEN_COMPAT_PORTS", "yes", "this is to be true or false")]
    [InlineData("CARILLON_STORAGE_DURABILITY", "Full ", "this is to be one of \"full\", \"relaxed\"")]
    [InlineData("CARILLON_AGENTS", "claude", "this is to be an object: { … }")]
    public void A_variable_that_does_not_fit_is_told_without_a_file_as_well(string name, string value, string text)
    {
        _environment[name] = value;
        var key = EnvironmentNames.All[name].Key;
        Assert.Equal($"The configuration cannot be used:\n  {name}, {key}: {text}", Assert.Throws<ServerStartException>(() => Load(null)).Message);
    }

    [Fact]
    public void Every_setting_has_a_variable_of_its_own_that_means_nothing_else()
    {
        Assert.Equal("CARILLON_APPROVALS_EXPIRE_AFTER_SECONDS", EnvironmentNames.Of(Setting.At("approvals.expireAfterSeconds")));
        Assert.Equal("CARILLON_IDENTITY_JWT_JWKS_URI", EnvironmentNames.Of(Setting.At("identity.jwt.jwksUri")));
        Assert.Null(EnvironmentNames.Of(Setting.At("agents.*.command")));
        Assert.Empty(EnvironmentNames.All.Keys.Intersect(["CARILLON_DATA", "CARILLON_SERVER", "CARILLON_TOKEN", "CARILLON_TRACE", "CARILLON_PROCESS"]));
        Assert.All(EnvironmentNames.All.Values, setting => Assert.False(setting.IsSection));
    }

    private static string Remarks(LoadedSettings loaded) => string.Join(", ", SettingsRemarks.Of(loaded).Select(remark => $"{remark.Place}: {remark.Text}").Order());

    private LoadedSettings Load(string? file)
    {
        var path = file is null ? Path.Combine(_folder.Path, "carillon.json") : _folder.File("carillon.json", file);
        return SettingsReading.Load(new SettingsSources(path, _environment, _flags));
    }
}
