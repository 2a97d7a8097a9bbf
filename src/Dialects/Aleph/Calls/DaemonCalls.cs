using System.Reflection;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>daemon.status</c> and <c>heartbeat.*</c> (spec: Aleph, section 5.4).</summary>
internal sealed class DaemonCalls(TimeProvider clock)
{
    private static readonly string Version = typeof(DaemonCalls).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly DateTimeOffset _startedAt = clock.GetUtcNow();

    /// <summary><c>{status, pid, version, started_at, uptime_seconds, components}</c>.</summary>
    public ValueTask<Result> StatusAsync(Call call, CancellationToken cancellationToken)
    {
        var uptime = (long)(clock.GetUtcNow() - _startedAt).TotalSeconds;
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            json.WriteString("status"u8, "running"u8);
            json.WriteNumber("pid"u8, Environment.ProcessId);
            json.WriteString("version"u8, Version);
            json.WriteString("started_at"u8, _startedAt);
            json.WriteNumber("uptime_seconds"u8, uptime);
            json.WriteStartObject("components"u8);
            json.WriteString("gateway"u8, "running"u8);
            json.WriteEndObject();
            json.WriteEndObject();
        });
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
}
