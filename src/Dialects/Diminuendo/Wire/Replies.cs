using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Core.Identity;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>What concerns the connection itself (seed: welcome, connected, authenticated, heartbeat, server_shutdown, error, pong).</summary>
internal static class Replies
{
    /// <summary>The one version there is.</summary>
    public const int ProtocolVersion = 1;

    public static Frame Welcome(Framing framing, bool requiresAuth) => Make(framing, "welcome", requiresAuth, static (json, requires) =>
    {
        json.WriteNumber("protocolVersion", ProtocolVersion);
        json.WriteBoolean("requiresAuth", requires);
    });

    public static Frame Connected(Framing framing, string clientId, TimeSpan heartbeat, long ts) =>
        Make(framing, "connected", (clientId, heartbeat, ts), static (json, e) =>
        {
            json.WriteString("clientId", e.clientId);
            json.WriteNumber("heartbeatIntervalMs", (long)e.heartbeat.TotalMilliseconds);
            json.WriteNumber(Field.Ts, e.ts);
        });

    /// <summary>The email is a string for every client, so one that is not known is empty.</summary>
    public static Frame Authenticated(Framing framing, Caller caller) => Make(framing, "authenticated", caller, static (json, who) =>
    {
        json.WriteStartObject("identity");
        json.WriteString("userId", who.UserId);
        json.WriteString("email", who.Email ?? "");
        json.WriteString(Field.TenantId, who.TenantId);
        json.WriteEndObject();
    });

    public static Frame Heartbeat(Framing framing, long ts) =>
        Make(framing, "heartbeat", ts, static (json, now) => json.WriteNumber(Field.Ts, now));

    public static Frame ServerShutdown(Framing framing, string reason, long ts) =>
        Make(framing, "server_shutdown", (reason, ts), static (json, e) =>
        {
            json.WriteString(Field.Reason, e.reason);
            json.WriteNumber(Field.Ts, e.ts);
        });

    public static Frame Error(Framing framing, WireError error) => Make(framing, "error", error, static (json, e) =>
    {
        json.WriteString(Field.Code, e.Code);
        json.WriteString(Field.Message, e.Text);
        if (e.RetryAfterMs is { } wait) json.WriteNumber("retryAfterMs", wait);
    });

    /// <summary>The client's own number comes back as it was.</summary>
    public static Frame Pong(Framing framing, decimal clientTs, long serverTs) =>
        Make(framing, "pong", (clientTs, serverTs), static (json, e) =>
        {
            json.WriteNumber("clientTs", e.clientTs);
            json.WriteNumber("serverTs", e.serverTs);
        });

    /// <summary>One message: its type, then its fields.</summary>
    public static Frame Make<T>(Framing framing, string type, T state, Action<Utf8JsonWriter, T> fields)
    {
        var writer = new MessageWriter(framing);
        var json = writer.BeginJson();
        json.WriteStartObject();
        json.WriteString(Field.Type, type);
        fields(json, state);
        json.WriteEndObject();
        writer.EndMessage();
        return writer.ToFrame();
    }
}
