using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Carillon.Contracts.Configuration;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Server.Configuration.Reading;
using Microsoft.Extensions.Logging;

namespace Carillon.Server.Configuration.Live;

/// <summary>
/// The configuration while the server runs: watches the file, takes up what is edited, and changes it for those who may. A bad edit
/// is told and changes nothing. One at a time goes through it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
internal sealed partial class ConfigurationFeature : IConfiguration, IAsyncDisposable
{
    private readonly SettingsSources _sources;
    private readonly LiveSettings _live;
    private readonly ConfigurationNews _news;
    private readonly TimeProvider _clock;
    private readonly ILogger<ConfigurationFeature> _logger;
    private readonly string _operators;
    private readonly JsonObject _started;
    private readonly SemaphoreSlim _free = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private LoadedSettings _loaded;
    private byte[]? _seen;
    private bool _looked;
    private long _loadedAt;

    /// <summary>Assigns; nothing is watched before <see cref="Start"/>.</summary>
    public ConfigurationFeature(SettingsSources sources, LiveSettings live, ILog log, TimeProvider clock, ILogger<ConfigurationFeature> logger)
    {
        _sources = sources;
        _live = live;
        _clock = clock;
        _logger = logger;
        _operators = live.Current.Identity.OperatorTenant;
        _news = new ConfigurationNews(log, _operators, logger);
        _loaded = new LoadedSettings(live.Current, new Dictionary<string, Origin>(), []);
        _started = _loaded.Effective;
        _loadedAt = Now;
    }

    /// <inheritdoc/>
    public JsonElement Schema => ConfigurationSchema.Read();

    private long Now => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Watches the file from now on. What was edited since the server read it is taken up at once.</summary>
    public void Start() => _watching = WatchAsync(_stopping.Token);

    /// <inheritdoc/>
    public async ValueTask<ConfigurationView> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        Demand(caller);
        using var passage = await EnterAsync(cancellationToken);
        var config = JsonElement.Parse(SettingsWalk.Redact(_loaded.Effective).ToJsonString());
        return new ConfigurationView(config, _seen is null ? null : _sources.Path, _loadedAt);
    }

    /// <inheritdoc/>
    public async ValueTask<ConfigurationChange> PatchAsync(Caller caller, JsonElement patch, CancellationToken cancellationToken)
    {
        Demand(caller);
        using var passage = await EnterAsync(cancellationToken);
        return await RewriteAsync(_ => SettingsDraft.Read(patch), WriteAsync);
    }

    /// <inheritdoc/>
    public async ValueTask<ConfigurationChange> PreviewAsync(Caller caller, JsonElement patch, CancellationToken cancellationToken)
    {
        Demand(caller);
        using var passage = await EnterAsync(cancellationToken);
        return await RewriteAsync(_ => SettingsDraft.Read(patch), rewriting => Task.FromResult(ToChange(DifferenceTo(rewriting.Next))));
    }

    /// <inheritdoc/>
    public async ValueTask<ConfigurationChange> ApplyAsync(Caller caller, JsonElement config, CancellationToken cancellationToken)
    {
        Demand(caller);
        using var passage = await EnterAsync(cancellationToken);
        return await RewriteAsync(file => MergePatch.Between(file, SettingsDraft.KeepingSchema(SettingsDraft.Read(config), file)), WriteAsync);
    }

    /// <inheritdoc/>
    public async ValueTask<ConfigurationChange> ReloadAsync(Caller caller, CancellationToken cancellationToken)
    {
        Demand(caller);
        using var passage = await EnterAsync(cancellationToken);
        return await ReloadAsync(ConfigurationNews.Rpc);
    }

    /// <inheritdoc/>
    public async ValueTask<ConfigurationVerdict> ValidateAsync(Caller caller, JsonElement config, CancellationToken cancellationToken)
    {
        Demand(caller);
        using var passage = await EnterAsync(cancellationToken);
        var patch = MergePatch.Between(_loaded.File, SettingsDraft.Read(config));
        var draft = MergePatch.Apply(_loaded.File, SettingsDraft.WithoutRedacted(patch, _loaded.File, _loaded.Effective))!;
        var (loaded, mistakes) = SettingsReading.Read(_sources, Encoding.UTF8.GetBytes(draft.ToJsonString()));
        return new ConfigurationVerdict(
            [.. mistakes.Select(mistake => new ConfigurationRemark(mistake.Place, mistake.Text)), .. Unsafe(loaded)],
            [.. SettingsRemarks.Of(loaded).Select(remark => new ConfigurationRemark(remark.Place, remark.Text))]);
    }

    /// <summary>Ends the watch; a change that is being taken up is taken up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching;
        _stopping.Dispose();
    }

    private static IEnumerable<ConfigurationRemark> Unsafe(LoadedSettings loaded)
    {
        try
        {
            CarillonServer.Check(loaded.Settings);
            return [];
        }
        catch (ServerStartException refused)
        {
            return [new ConfigurationRemark("listen.host", refused.Message)];
        }
    }

    private void Demand(Caller caller)
    {
        if (caller.TenantId != _operators || caller.Role is not (Role.Owner or Role.Admin))
            throw new CarillonException(ErrorCode.PermissionDenied, "The configuration is for owners and admins of the operators' tenant.");
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var watch = new FileWatch(_sources.Path, _clock);
        try
        {
            while (true)
            {
                await TakeUpEditAsync(cancellationToken);
                await watch.WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    private async Task TakeUpEditAsync(CancellationToken cancellationToken)
    {
        using var passage = await EnterAsync(cancellationToken);
        try
        {
            await ReloadAsync(ConfigurationNews.FileWatcher);
        }
        catch (CarillonException refused)
        {
            LogRefused(_sources.Path, refused.Message);
        }
    }

    private async Task<ConfigurationChange> ReloadAsync(string source)
    {
        LoadedSettings next;
        var isFirstLook = !_looked;
        _looked = true;
        try
        {
            var text = SettingsFile.Read(_sources.Path);
            if (source == ConfigurationNews.FileWatcher && SettingsDraft.IsSame(text, _seen)) return Unchanged();
            if (text is null && _seen is not null) throw new ServerStartException("The configuration file is gone.");
            _seen = text;
            next = Load(text);
        }
        catch (Exception fault) when (fault is ServerStartException or IOException or UnauthorizedAccessException)
        {
            await _news.TellErrorAsync(fault.Message, source);
            throw new CarillonException(ErrorCode.Invalid, fault.Message, fault);
        }

        // The first look finds what the server was started with, and has nothing to tell.
        var isNews = !isFirstLook || !JsonNode.DeepEquals(next.Effective, _loaded.Effective);
        var change = await TakeAsync(next, source);
        if (isNews) await _news.TellReloadedAsync(source);
        return change;
    }

    /// <summary>Works out what the file would be, and goes on with it if that makes sense.</summary>
    private async Task<ConfigurationChange> RewriteAsync(Func<JsonObject, JsonObject> change, Func<Rewriting, Task<ConfigurationChange>> then)
    {
        try
        {
            var before = SettingsFile.Read(_sources.Path);
            var file = SettingsDraft.Read(before);
            var patch = SettingsDraft.WithoutRedacted(change(file), file, _loaded.Effective);
            var text = Encoding.UTF8.GetBytes(CommentedJson.Patch(before is null ? "{}\n" : Encoding.UTF8.GetString(SettingsReading.WithoutMark(before)), patch));
            return await then(new Rewriting(before, patch.Count > 0 ? text : before, Load(text)));
        }
        catch (ServerStartException refused)
        {
            throw new CarillonException(ErrorCode.Invalid, refused.Message, refused);
        }
        catch (JsonException fault)
        {
            throw new CarillonException(ErrorCode.Conflict, "The configuration file is not JSON now, so nothing in it can be changed.", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CarillonException(ErrorCode.Conflict, $"The configuration file cannot be written: {fault.Message}", fault);
        }
    }

    private Task<ConfigurationChange> WriteAsync(Rewriting rewriting)
    {
        if (rewriting.After is { } text && !ReferenceEquals(text, rewriting.Before)) SettingsFile.Write(_sources.Path, text);
        _seen = rewriting.After;
        return TakeAsync(rewriting.Next, ConfigurationNews.Rpc);
    }

    /// <exception cref="ServerStartException">A server could not be started with it, so one that runs does not take it either.</exception>
    private LoadedSettings Load(byte[]? text)
    {
        var loaded = SettingsReading.Load(_sources, text);
        CarillonServer.Check(loaded.Settings);
        return loaded;
    }

    private async Task<ConfigurationChange> TakeAsync(LoadedSettings next, string source)
    {
        var difference = DifferenceTo(next);
        _loaded = next;
        _loadedAt = Now;
        if (difference.Keys.Count == 0) return Unchanged();
        LogTakenUp(string.Join(", ", difference.Keys));

        // In force before it is told: whoever hears of it may use it at once. Not to be left half done: so nothing cancels it.
        await _live.ApplyAsync(next.Settings, difference.Sections, CancellationToken.None);
        await _news.TellChangedAsync(difference, source);
        return ToChange(difference);
    }

    private SettingsDifference DifferenceTo(LoadedSettings next) => SettingsDifference.Between(_loaded.Effective, next.Effective, _started);

    private ConfigurationChange ToChange(SettingsDifference difference) => new(difference.Keys, difference.Restarts, _seen is null ? null : _sources.Path);

    private ConfigurationChange Unchanged() => new([], [], _seen is null ? null : _sources.Path);

    private async ValueTask<Passage> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Passage(_free);
    }

    /// <param name="Before">The file as it is; null where there is none.</param>
    /// <param name="After">As it would be; the same where nothing in it changes.</param>
    /// <param name="Next">What would then be configured.</param>
    private sealed record Rewriting(byte[]? Before, byte[]? After, LoadedSettings Next);

    private readonly struct Passage(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }

    [LoggerMessage(2101, LogLevel.Information, "The configuration changed: {Keys}")]
    private partial void LogTakenUp(string keys);

    [LoggerMessage(2102, LogLevel.Warning, "{Path} was edited and cannot be used; what was in force goes on. {Reason}")]
    private partial void LogRefused(string path, string reason);
}
