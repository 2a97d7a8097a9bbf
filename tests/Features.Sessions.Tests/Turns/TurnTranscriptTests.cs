using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Events;
using Carillon.Fakes;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Tests.Turns;

public sealed class TurnTranscriptTests
{
    private static readonly JsonElement Input = JsonElement.Parse("""{"n":1}""");

    private readonly TurnTranscript _transcript = new("s", "t", new SessionsOptions { MaxPieceBytes = 4, MaxAnswerBytes = 10, MaxToolBytes = 20 }, new ManualTimeProvider());

    [Fact]
    public void Reasoning_is_one_block_until_something_else_follows()
    {
        Assert.Equal(["TurnThinkingStarted", "TurnThinkingDelta"], Apply(new AgentThought("a")));
        Assert.Equal(["UsageUpdated"], Apply(new AgentUsage(1, null, null, null, null, null)));
        Assert.Equal(["TurnThinkingDelta"], Apply(new AgentThought("b")));
        Assert.Equal(["TurnThinkingCompleted", "TurnPlanUpdated"], Apply(new AgentPlan([new PlanStep("x", "low", "pending")])));
        Assert.Equal(["TurnThinkingStarted", "TurnThinkingDelta"], Apply(new AgentThought("c")));
        Assert.Equal(new TurnThinkingCompleted("s", "t", "c"), _transcript.Close()[0]);
    }

    [Fact]
    public void Empty_pieces_say_nothing()
    {
        Assert.Empty(Apply(new AgentText("")));
        Assert.Empty(Apply(new AgentThought("")));
        Assert.Empty(Apply(new AgentOther("new_thing")));
    }

    [Fact]
    public void A_long_piece_becomes_several_and_the_answer_stays_whole()
    {
        Assert.Equal(["TurnTextDelta", "TurnTextDelta"], Apply(new AgentText("abcdef")));
        Assert.Equal("abcdef", _transcript.Text);
    }

    [Fact]
    public void An_answer_past_its_bound_is_not_added_to()
    {
        Apply(new AgentText("0123456789"));
        Assert.False(_transcript.IsTooLong);
        Assert.Empty(Apply(new AgentText("x")));
        Assert.True(_transcript.IsTooLong);
        Assert.Empty(Apply(new AgentThought("y")));
        Assert.Equal("0123456789", _transcript.Text);
    }

    [Fact]
    public void A_call_is_called_at_once_when_its_arguments_are_there() =>
        Assert.Equal(["ToolCallStarted", "ToolCalled"], Apply(new AgentToolCall("c", "Run", "execute", "pending", Input, [], null)));

    [Fact]
    public void A_call_waits_for_its_arguments_while_it_is_pending()
    {
        Assert.Equal(["ToolCallStarted"], Apply(new AgentToolCall("c", "Run", "execute", "pending", null, [], null)));
        Assert.Equal(["ToolCalled", "ToolProgressed"], Apply(Update("c", "in_progress", content: "x")));
        Assert.Equal(["ToolCompleted"], Apply(Update("c", "completed")));
    }

    [Fact]
    public void A_call_that_people_decide_on_is_called_before_they_are_asked()
    {
        Apply(new AgentToolCall("c", "Run", "execute", "pending", null, [], null));
        var called = Assert.IsType<ToolCalled>(Assert.Single(_transcript.BeforeRequest("c")));
        Assert.Equal("{}", called.Args.GetRawText());
        Assert.Empty(_transcript.BeforeRequest("c"));
        Assert.Empty(_transcript.BeforeRequest("unknown"));
    }

    [Fact]
    public void A_call_ends_once()
    {
        Apply(new AgentToolCall("c", "Run", "execute", "in_progress", Input, [], null));
        Assert.Equal(["ToolFailed"], Apply(Update("c", "failed", content: "no such file")));
        Assert.Empty(Apply(Update("c", "completed")));
        Assert.Empty(Apply(new AgentToolCall("c", "Run", "execute", "pending", Input, [], null)));
        Assert.Empty(_transcript.Close());
    }

    [Fact]
    public void An_update_of_an_unknown_call_begins_it() =>
        Assert.Equal(["ToolCallStarted", "ToolCalled", "ToolCompleted"], Apply(Update("new", "completed", content: "done")));

    [Fact]
    public void A_call_without_a_result_of_its_own_gives_what_it_showed_last()
    {
        Apply(new AgentToolCall("c", "Run", "execute", "in_progress", Input, [], "first"));
        Apply(Update("c", "in_progress", content: "second"));
        Assert.Equal("second", Assert.IsType<ToolCompleted>(_transcript.Apply(Update("c", "completed"))[0]).Output);
    }

    [Fact]
    public void Long_output_is_shortened_and_says_so()
    {
        Apply(new AgentToolCall("c", "Run", "execute", "in_progress", Input, [], null));
        var completed = Assert.IsType<ToolCompleted>(_transcript.Apply(Update("c", "completed", content: new string('x', 1000)))[0]);
        Assert.Contains("980 bytes left out", completed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_arguments_are_shortened_and_stay_json()
    {
        var input = JsonElement.Parse($$"""{"content":"{{new string('x', 1000)}}"}""");
        var called = Assert.IsType<ToolCalled>(_transcript.Apply(new AgentToolCall("c", "Write", "edit", "pending", input, [], null))[1]);
        Assert.StartsWith("{\"content\"", called.Args.GetProperty("shortened").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Usage_and_context_are_two_events() =>
        Assert.Equal(["UsageUpdated", "UsageContext"], Apply(new AgentUsage(1, 2, 3, 4, 5, 6)));

    private static AgentToolUpdate Update(string id, string status, string? content = null) => new(id, null, null, status, null, null, content, null);

    private IEnumerable<string> Apply(AgentUpdate update) => _transcript.Apply(update).Select(value => value.GetType().Name);
}
