using System.Text.Json;
using Carillon.Backends.Sqlite;
using Carillon.Core.Diagnostics;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Fakes;
using Carillon.Server.Configuration.Live;
using Carillon.Server.Configuration.Reading;
using Carillon.Server.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Carillon.Server.Tests.Configuration.Live;

/// <summary>A real file and a real log; nobody watches, so that what peers ask for stands alone.</summary>
public sealed class ConfigurationFeatureTests : IAsyncLifetime
{
    private const string File = """
        {
          "$schema": "here",
          // why it is so
          "agents": { "a": { "command": "a", "env": { "KEY": "s3cret" } } },
          "approvals": { "expireAfterSeconds": 9 }
        }
        """;

    private readonly DataFolder _folder = new();
    private readonly CoreMetrics _metrics = new(TimeProvider.System);
    private readonly SqliteStorage _storage;
    private readonly EventLog _log;
    private readonly Dictionary<string, string> _environment = [];
    private readonly string _path;
    private ConfigurationFeature _configuration = null!;

    public ConfigurationFeatureTests()
    {
        _path = _folder.File("carillon.json", File);
        _storage = new SqliteStorage(new SqliteOptions(_folder.Path), TimeProvider.System, new SequentialIds(), NullLogger<SqliteStorage>.Instance);
        _log = new EventLog(_storage, new SubscriptionIndex(), new EventLogOptions(), TimeProvider.System, _metrics, NullLogger<EventLog>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _log.StartAsync(Token);
        var sources = new SettingsSources(_path, _environment, []);
        var live = new LiveSettings(SettingsReading.Load(sources).Settings, NullLogger<LiveSettings>.Instance);
        _configuration = new ConfigurationFeature(sources, live, _log, TimeProvider.System, NullLogger<ConfigurationFeature>.Instance);
        await _configuration.ReloadAsync(Caller.Dev, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _configuration.DisposeAsync();
        await _log.DisposeAsync();
        await _storage.DisposeAsync();
        _metrics.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("dev", Role.Owner, true)]
    [InlineData("dev", Role.Admin, true)]
    [InlineData("dev", Role.BillingAdmin, false)]
    [InlineData("dev", Role.Member, false)]
    [InlineData("dev", Role.Viewer, false)]
    [InlineData("other", Role.Owner, false)]
    public async Task Only_those_who_run_the_house_may_see_or_touch_it(string tenant, Role role, bool may)
    {
        var caller = new Caller("u", tenant, role);
        var config = JsonElement.Parse("{}");
        foreach (var call in (Func<Task>[])
        [
            async () => await _configuration.GetAsync(caller, Token),
            async () => await _configuration.PatchAsync(caller, config, Token),
            async () => await _configuration.PreviewAsync(caller, config, Token),
            async () => await _configuration.ValidateAsync(caller, config, Token),
            async () => await _configuration.ReloadAsync(caller, Token),
            async () => await _configuration.ApplyAsync(caller, config, Token),
        ])
        {
            if (may) await call();
            else Assert.Equal(ErrorCode.PermissionDenied, (await Assert.ThrowsAsync<CarillonException>(call)).Code);
        }
    }

    [Fact]
    public async Task What_a_patch_would_change_is_told_and_nothing_is_changed()
    {
        var patch = JsonElement.Parse("""{"approvals":{"expireAfterSeconds":8},"storage":{"durability":"relaxed"}}""");
        var foreseen = await _configuration.PreviewAsync(Caller.Dev, patch, Token);

        Assert.Equal(["approvals.expireAfterSeconds", "storage.durability"], foreseen.ChangedKeys);
        Assert.Equal(["storage"], foreseen.RestartComponents);
        Assert.Equal(File, Text());
        Assert.Equal(9, (await _configuration.GetAsync(Caller.Dev, Token)).Config.GetProperty("approvals").GetProperty("expireAfterSeconds").GetInt32());
        var refused = await Assert.ThrowsAsync<CarillonException>(async () =>
            await _configuration.PreviewAsync(Caller.Dev, JsonElement.Parse("""{"approvals":{"expireAfterSeconds":0}}"""), Token));
        Assert.Equal(ErrorCode.Invalid, refused.Code);
    }

    [Fact]
    public async Task A_configuration_that_is_shown_can_be_changed_and_given_back_whole()
    {
        var shown = (await _configuration.GetAsync(Caller.Dev, Token)).Config.GetRawText();
        var change = await _configuration.ApplyAsync(
            Caller.Dev, JsonElement.Parse(shown.Replace("\"expireAfterSeconds\":9", "\"expireAfterSeconds\":8", StringComparison.Ordinal)), Token);

        Assert.Equal(["approvals.expireAfterSeconds"], change.ChangedKeys);
        var text = Text();
        Assert.Contains("\"$schema\": \"here\"", text, StringComparison.Ordinal);
        Assert.Contains("// why it is so", text, StringComparison.Ordinal);
        Assert.Contains("\"KEY\": \"s3cret\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_applied_is_all_that_the_file_says_then()
    {
        var change = await _configuration.ApplyAsync(Caller.Dev, JsonElement.Parse("""{"storage":{"durability":"relaxed"}}"""), Token);

        Assert.Equal(["agents.a.args", "agents.a.command", "agents.a.env.KEY", "approvals.expireAfterSeconds", "storage.durability"], change.ChangedKeys);
        Assert.Equal((true, "storage"), (change.RestartRequired, Assert.Single(change.RestartComponents)));
        Assert.Equal("""{"$schema":"here","storage":{"durability":"relaxed"}}""", SettingsDraft.Read(Bytes()).ToJsonString());
        Assert.DoesNotContain("s3cret", string.Join('\n', await ToldAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_validate_says_what_would_be_wrong_and_changes_nothing()
    {
        var good = await _configuration.ValidateAsync(Caller.Dev, JsonElement.Parse("""{"agents":{"a":{"command":"b","env":{"KEY":"[REDACTED]"}}}}"""), Token);
        var bad = await _configuration.ValidateAsync(
            Caller.Dev, JsonElement.Parse("""{"agents":{"b":{}},"storge":1,"listen":{"port":-1,"host":"0.0.0.0"}}"""), Token);

        Assert.True(good.Valid);
        Assert.Equal(["agents.b.command", "listen.host", "listen.port", "storge"], bad.Errors.Select(error => error.Path).Order());
        Assert.Equal(File, Text());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"approvals":{"expireAfterSeconds":"s3cret"}}""")]
    [InlineData("""{"approvals":{"expireAfterSeconds":1,"expireAfterSeconds":2}}""")]
    [InlineData("""{"agents":{"a":{"command":"\ud800"}}}""")]
    [InlineData("""{"agents":{"b":{"command":"b","env":{"KEY":"[REDACTED]"}}}}""")]
    [InlineData("""{"listen":{"host":"0.0.0.0"}}""")]
    public async Task A_patch_that_makes_no_sense_is_refused_and_leaves_the_file_alone(string patch)
    {
        var refused = await Assert.ThrowsAsync<CarillonException>(async () => await _configuration.PatchAsync(Caller.Dev, JsonElement.Parse(patch), Token));

        Assert.Equal(ErrorCode.Invalid, refused.Code);
        Assert.DoesNotContain("s3cret", refused.Message, StringComparison.Ordinal);
        Assert.Equal(File, Text());
    }

    [Fact]
    public async Task A_file_that_broke_meanwhile_is_neither_taken_up_nor_written_over()
    {
        _folder.File("carillon.json", "{ broken");
        Assert.Equal(ErrorCode.Invalid, (await Assert.ThrowsAsync<CarillonException>(async () => await _configuration.ReloadAsync(Caller.Dev, Token))).Code);
        Assert.Equal(
            ErrorCode.Conflict,
            (await Assert.ThrowsAsync<CarillonException>(async () => await _configuration.PatchAsync(Caller.Dev, JsonElement.Parse("""{"storage":null}"""), Token))).Code);

        Assert.Equal("{ broken", Text());
        Assert.Contains("config.error", string.Join('\n', await ToldAsync()), StringComparison.Ordinal);
        Assert.Equal(9, (await _configuration.GetAsync(Caller.Dev, Token)).Config.GetProperty("approvals").GetProperty("expireAfterSeconds").GetInt32());
    }

    [Fact]
    public async Task A_file_keeps_its_rights_and_a_link_stays_one()
    {
        if (OperatingSystem.IsWindows()) return;
        var target = Path.Combine(_folder.Path, "real.json");
        System.IO.File.Move(_path, target);
        System.IO.File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        System.IO.File.CreateSymbolicLink(_path, target);

        await _configuration.PatchAsync(Caller.Dev, JsonElement.Parse("""{"approvals":{"expireAfterSeconds":5}}"""), Token);

        Assert.Equal(target, new FileInfo(_path).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, System.IO.File.GetUnixFileMode(target));
        Assert.Contains("\"expireAfterSeconds\": 5", Text(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.new"));
    }

    private string Text() => System.IO.File.ReadAllText(_path);

    private byte[] Bytes() => System.IO.File.ReadAllBytes(_path);

    private async Task<IEnumerable<string>> ToldAsync() =>
        (await _log.ReadAsync(StreamId.OfTenant("dev"), 0, 100, Token)).Select(entry => $"{entry.Type} {System.Text.Encoding.UTF8.GetString(entry.Data.Span)}");
}
