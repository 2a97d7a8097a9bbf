using System.Reflection;
using System.Text.Json;
using Carillon.Contracts.Perception;
using Carillon.Core.Identity;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>daemon.*</c> and <c>heartbeat.*</c> (spec: Aleph, section 5.4).</summary>
/// <param name="perception">The watchers; null where there are none.</param>
internal sealed class DaemonCalls(TimeProvider clock, IPerception? perception)
{
    private static readonly string Version = typeof(DaemonCalls).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    /// <summary>
    /// <c>{status, pid, version, started_at, uptime_seconds, components}</c>, and <c>watchers</c> for whoever may see them: what they
    /// saw tells who is at the desk, which is nothing for viewers.
    /// </summary>
    public async ValueTask<Result> StatusAsync(Call call, CancellationToken cancellationToken)
    {
        var uptime = (long)(clock.GetUtcNow() - _startedAt).TotalSeconds;
        var seen = perception is null || call.Caller.Role == Role.Viewer ? null : await perception.StatusAsync(call.Caller, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, "running"u8);
            json.WriteNumber("pid"u8, Environment.ProcessId);
            json.WriteString("version"u8, Version);
            json.WriteString("started_at"u8, _startedAt);
            json.WriteNumber("uptime_seconds"u8, uptime);
            json.WriteStartObject("components"u8);
            json.WriteString("gateway"u8, "running"u8);
            if (seen is not null) json.WriteString("perception"u8, seen.Enabled ? "running"u8 : "off"u8);
            json.WriteEndObject();
            if (seen is not null) WriteWatchers(json, seen.Watchers);
            json.WriteEndObject();
        };
    }

    /// <summary><c>daemon.pause {watcher}</c> → the watcher.</summary>
    public async ValueTask<Result> PauseAsync(Call call, CancellationToken cancellationToken)
    {
        var watcher = await perception!.PauseAsync(call.Caller, call.Params.RequiredText("watcher"), cancellationToken);
        return json => WriteWatcher(json, watcher);
    }

    /// <summary><c>daemon.resume {watcher}</c> → the watcher.</summary>
    public async ValueTask<Result> ResumeAsync(Call call, CancellationToken cancellationToken)
    {
        var watcher = await perception!.ResumeAsync(call.Caller, call.Params.RequiredText("watcher"), cancellationToken);
        return json => WriteWatcher(json, watcher);
    }

    /// <summary><c>{pong, timestamp}</c>.</summary>
    public ValueTask<Result> PingAsync(Call call, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("pong"u8, true);
            json.WriteString("timestamp"u8, now);
            json.WriteEndObject();
        });
    }

    /// <summary><c>{healthy, components[{name, status, last_beat, latency_ms}]}</c>.</summary>
    public ValueTask<Result> HealthAsync(Call call, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("healthy"u8, true);
            json.WriteStartArray("components"u8);
            json.WriteStartObject();
            json.WriteString("name"u8, "gateway"u8);
            json.WriteString("status"u8, "healthy"u8);
            json.WriteString("last_beat"u8, now);
            json.WriteNumber("latency_ms"u8, 0);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static void WriteWatchers(Utf8JsonWriter json, IReadOnlyList<WatcherStatus> watchers)
    {
        json.WriteStartArray("watchers"u8);
        foreach (var watcher in watchers) WriteWatcher(json, watcher);
        json.WriteEndArray();
    }

    private static void WriteWatcher(Utf8JsonWriter json, WatcherStatus watcher)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, watcher.Id);
        json.WriteString("state"u8, watcher.State switch
        {
            WatcherState.Running => "running"u8,
            WatcherState.Paused => "paused"u8,
            WatcherState.Failed => "failed"u8,
            _ => "off"u8,
        });
        json.WriteNumber("since"u8, watcher.Since);
        json.WriteNumber("seen"u8, watcher.Seen);
        if (watcher.Problem is not null) json.WriteString("problem"u8, watcher.Problem);
        json.WriteStartObject("details"u8);
        foreach (var (name, value) in watcher.Details) json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
