using Carillon.Core.Deliveries;
using Carillon.Core.Identity;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Core.Subscriptions;
using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Errors;

namespace Carillon.Dialects.Native.Following;

/// <summary>What to follow and from where, checked against the log.</summary>
/// <param name="StandsAt">The place in the log that the reader can give back as its cursor right away; null where it named a number instead.</param>
/// <param name="Reset">Why the cursor given is not gone by, when it is not.</param>
internal sealed record FollowPlan(SubscriptionFilter Filter, Cursor Start, long? StandsAt, string? Reset)
{
    private const int MaxParts = 200;

    public static async ValueTask<FollowPlan> MakeAsync(ILog log, Caller caller, FollowParams wanted, CancellationToken cancellationToken)
    {
        var filter = FilterOf(caller, wanted);

        // Read before the delivery begins: who resumes from here may see more than was live, never less.
        if (wanted.After is null) return new FollowPlan(filter, Cursor.Now, log.DurablePosition, Reset: null);

        var after = CursorText.Parse(wanted.After);
        if (!after.BySeq) return FromPosition(log, filter, after);
        if (filter.Streams is not [var stream]) throw Invalid.Because("A number to follow after needs exactly one stream.");
        return await FromSeqAsync(log, filter, stream, after, cancellationToken);
    }

    private static FollowPlan FromPosition(ILog log, SubscriptionFilter filter, CursorText after)
    {
        var reset = ResetOf(log, after, log.DurablePosition);
        var position = reset is null ? after.Value : 0;
        return new FollowPlan(filter, Cursor.AfterPosition(position), position, reset);
    }

    private static async ValueTask<FollowPlan> FromSeqAsync(
        ILog log, SubscriptionFilter filter, StreamId stream, CursorText after, CancellationToken cancellationToken)
    {
        var reset = ResetOf(log, after, await log.GetHeadAsync(stream, cancellationToken));
        return new FollowPlan(filter, Cursor.AfterSeq(reset is null ? after.Value : 0), StandsAt: null, reset);
    }

    private static string? ResetOf(ILog log, CursorText after, long head) =>
        new LogPlace(after.Epoch ?? log.Epoch, after.Value).ResetIn(log.Epoch, head);

    private static SubscriptionFilter FilterOf(Caller caller, FollowParams wanted) => new(caller.TenantId)
    {
        Streams = Parts(wanted.Streams, "streams", name => StreamNames.Parse(caller, name)),
        Topics = Parts(wanted.Topics, "topics", ParseTopic),
        Scopes = Parts(wanted.Scopes, "scopes", scope => new Scope(Invalid.Required(scope.Type, "type"), Invalid.Required(scope.Value, "value"))),
        Mentions = Parts(wanted.Mentions, "mentions", mention => mention),
    };

    private static List<TOut>? Parts<TIn, TOut>(IReadOnlyList<TIn>? given, string name, Func<TIn, TOut> parse)
    {
        if (given is null or []) return null;
        if (given.Count > MaxParts) throw Invalid.Because($"'{name}' has {given.Count} parts; at most {MaxParts} are taken.");
        return [.. given.Select(part => part is null ? throw Invalid.Because($"'{name}' holds a null.") : parse(part)).Distinct()];
    }

    private static TopicGlob ParseTopic(string pattern) =>
        TopicGlob.TryParse(pattern, out var glob)
            ? glob
            : throw Invalid.Because($"A topic pattern has 1 to {TopicGlob.MaxSegments} segments, no blanks, and at most {TopicGlob.MaxLength} characters.");
}
