using Carillon.Core.Connections;
using Carillon.Core.Identity;
using Carillon.Core.Subscriptions;
using Carillon.Events;

namespace Carillon.Dialects.Aleph.Tests.Wire;

public sealed class SharingTests
{
    private const string S = Written.SessionId;

    [Fact]
    public void An_event_is_written_once_however_different_the_patterns_of_its_readers_are()
    {
        var entry = Written.EntryOf(new TurnTextDelta(S, "r", "Hello"));
        var first = entry.FrameFor(Written.Selection("*"), Framing.WebSocket);
        foreach (var patterns in new[] { "stream.*", "stream.chunk", "*.chunk agent.*", "st*.ch*" })
        {
            Assert.Same(first.Bytes, entry.FrameFor(Written.Selection(patterns), Framing.WebSocket).Bytes);
        }
    }

    [Fact]
    public void An_entry_of_two_events_is_written_once_for_each_choice_of_them()
    {
        var entry = Written.EntryOf(new TurnCompleted(S, "r", "Hello", "end_turn", 1));
        var frames = Enumerable.Range(0, 100)
            .Select(n => entry.FrameFor(Written.Selection(n % 3 == 0 ? "*" : n % 3 == 1 ? "stream.*" : "agent.*"), Framing.WebSocket).Bytes)
            .Distinct(ReferenceEqualityComparer.Instance);
        Assert.Equal(3, frames.Count());
    }

    [Fact]
    public void The_index_is_asked_for_catalogue_types_in_the_place_of_Alephs_words()
    {
        Assert.Equal(["turn.completed"], Asked("agent.completed"));
        Assert.Equal(
            ["question.requested", "tool.called", "tool.completed", "tool.failed", "turn.cancelled", "turn.completed", "turn.failed", "turn.plan_updated", "turn.started", "turn.text_delta", "turn.thinking_completed", "turn.thinking_delta"],
            Asked("stream.*"));
        Assert.Equal(["permission.requested", "permission.resolved"], Asked("exec.*"));
        Assert.Contains("daemon.fs", Asked("daemon.*"));
        Assert.Equal([TopicGlob.All], Written.Selection("stream.* *").FilterFor(Caller.Dev).Topics);
    }

    /// <summary>Which catalogue types the index would offer.</summary>
    private static IEnumerable<string> Asked(string patterns)
    {
        var globs = Written.Selection(patterns).FilterFor(Caller.Dev).Topics!;
        return Catalogue.All.Select(type => type.Type).Where(type => globs.Any(glob => glob.Matches(type)));
    }
}
