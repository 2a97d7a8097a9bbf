using System.Text.Json;
using Carillon.Core.Connections;
using Carillon.Core.Deliveries;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Dialects.Aleph.Following;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>events.*</c> (seed: "Managing Subscriptions"; spec: Aleph, section 2).</summary>
internal sealed class EventCalls(ILog log)
{
    private const int PageSize = 500;
    private const int MostReplayed = 10_000;

    /// <summary>What may be queued before the peer has to take some of it.</summary>
    private const int DrainBytes = 64 * 1024;

    /// <summary><c>{patterns}</c> → <c>{subscribed, active_patterns}</c>; with <c>after</c>, what was missed comes first.</summary>
    public ValueTask<Result> SubscribeAsync(Call call, CancellationToken cancellationToken)
    {
        var patterns = Patterns(call);
        if (patterns.Count == 0) throw new CarillonException(ErrorCode.Invalid, "'patterns' is empty");
        var parsed = call.Subscriptions.Parse(patterns).ToList();
        var after = After(call);
        var active = call.Subscriptions.Add(parsed, after is { } place ? Cursor.AfterPosition(place.Position) : Cursor.Now);
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            Write(json, "subscribed", patterns);
            Write(json, "active_patterns", active);
            if (after?.Reset is { } reason) json.WriteString("reset"u8, reason);
            json.WriteEndObject();
        });
    }

    /// <summary><c>{patterns}</c> → <c>{unsubscribed, active_patterns}</c>. A pattern that was not there is no error.</summary>
    public static ValueTask<Result> UnsubscribeAsync(Call call, CancellationToken cancellationToken)
    {
        var gone = call.Subscriptions.Remove(Patterns(call));
        var active = call.Subscriptions.Active;
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            Write(json, "unsubscribed", gone);
            Write(json, "active_patterns", active);
            json.WriteEndObject();
        });
    }

    /// <summary><c>{patterns, total}</c>.</summary>
    public static ValueTask<Result> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var active = call.Subscriptions.Active;
        return ValueTask.FromResult<Result>(json =>
        {
            json.WriteStartObject();
            Write(json, "patterns", active);
            json.WriteNumber("total"u8, active.Count);
            json.WriteEndObject();
        });
    }

    /// <summary>
    /// <c>{patterns, after, limit}</c>: sends what is kept above a cursor as numbered events, oldest first, and then answers
    /// <c>{replayed, cursor, complete}</c>; where it is not complete, go on after that cursor.
    /// </summary>
    public async ValueTask<Result> ReplayAsync(Call call, CancellationToken cancellationToken)
    {
        var patterns = Patterns(call);
        if (patterns.Count == 0) throw new CarillonException(ErrorCode.Invalid, "'patterns' is empty");
        var selection = new Selection([.. call.Subscriptions.Parse(patterns)], numbered: true);
        var after = After(call) ?? throw Params.Missing("after");
        var limit = (int)(call.Params.Number("limit", 1, MostReplayed) ?? MostReplayed);
        var replay = new Replay(call.Connection, selection, selection.FilterFor(call.Caller), log.DurablePosition);
        var at = after.Position;
        while (at < replay.UpTo && replay.Count < limit)
        {
            var page = await log.ReadAllAsync(call.Caller.TenantId, at, PageSize, cancellationToken);
            at = await replay.SendAsync(page, limit, at, cancellationToken);
            if (page.Count < PageSize && replay.Count < limit) at = replay.UpTo;
        }

        return json =>
        {
            json.WriteStartObject();
            json.WriteNumber("replayed"u8, replay.Count);
            json.WriteString("cursor"u8, new LogPlace(log.Epoch, at).ToString());
            json.WriteBoolean("complete"u8, at >= replay.UpTo);
            if (after.Reset is { } reason) json.WriteString("reset"u8, reason);
            json.WriteEndObject();
        };
    }

    private CursorText? After(Call call) => call.Params.Text("after") is { } text ? CursorText.Parse(text, log) : null;

    /// <summary>The documentation says <c>patterns</c>, or <c>pattern</c> for one; the code <c>topics</c>.</summary>
    private static IReadOnlyList<string> Patterns(Call call) =>
        call.Params.Any("pattern") is { ValueKind: JsonValueKind.String } ? [call.Params.RequiredText("pattern")]
        : call.Params.Texts("patterns", "topics") ?? throw Params.Missing("patterns");

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> patterns)
    {
        json.WriteStartArray(name);
        foreach (var pattern in patterns) json.WriteStringValue(pattern);
        json.WriteEndArray();
    }

    /// <summary>One replay under way.</summary>
    private sealed class Replay(IConnection connection, Selection selection, Core.Subscriptions.SubscriptionFilter filter, long upTo)
    {
        private int _queued;

        /// <summary>What was kept when the replay began.</summary>
        public long UpTo { get; } = upTo;

        public int Count { get; private set; }

        /// <summary>Sends what is wanted of a page, no faster than the peer takes it; returns how far it came.</summary>
        public async ValueTask<long> SendAsync(IReadOnlyList<Entry> page, int limit, long at, CancellationToken cancellationToken)
        {
            foreach (var entry in page)
            {
                if (entry.Position > UpTo) return UpTo;
                if (Count >= limit) return at;
                at = entry.Position;
                var frame = filter.Matches(entry) ? entry.FrameFor(selection, connection.Framing) : Frame.Empty;
                if (frame.Length == 0) continue;
                connection.Send(frame);
                Count++;
                _queued += frame.Length;
                if (_queued < DrainBytes) continue;
                await connection.DrainAsync(cancellationToken);
                _queued = 0;
            }

            return at;
        }
    }
}
