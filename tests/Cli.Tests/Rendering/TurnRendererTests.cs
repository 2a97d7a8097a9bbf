using System.Text.Json;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Cli.Tests.Fakes;
using Carillon.Client;
using Carillon.Events;
using Carillon.Fakes;

namespace Carillon.Cli.Tests.Rendering;

public sealed class TurnRendererTests : IDisposable
{
    private const string S = "s1";
    private const string T = "t1";
    private readonly PaintedScreen _screen = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly TurnRenderer _renderer;

    public TurnRendererTests()
    {
        var page = new Page(_screen.Screen);
        _renderer = new TurnRenderer(page, page, _clock);
    }

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_turn_reads_from_top_to_bottom()
    {
        Show(
            new TurnStarted(S, T, "demo", "What is here?"),
            new TurnTextDelta(S, T, "\n\nI will "),
            new TurnTextDelta(S, T, "look.\n\n"),
            new TurnPlanUpdated(S, T, [new("Look", "high", "in_progress"), new("Tell", "low", "pending")]),
            new TurnThinkingStarted(S, T),
            new TurnThinkingDelta(S, T, "Files, then"),
            new TurnThinkingDelta(S, T, " words."),
            new TurnThinkingCompleted(S, T, "Files, then words."),
            new ToolCallStarted(S, T, "c1", "read"),
            Called("c1", "read", "List ."),
            new ToolCompleted(S, T, "c1", "read", 12),
            Called("c2", "read", "Read notes"),
            new ToolFailed(S, T, "c2", "read", "no such\nfile", 1500),
            new TurnPlanUpdated(S, T, [new("Look", "high", "completed"), new("Tell", "low", "in_progress")]),
            new TurnTextDelta(S, T, "\nNothing is here."),
            new TurnCompleted(S, T, "I will look.\n\n\nNothing is here.", "end_turn", 2300, new TokenCount(1024, 7)));
        Assert.Equal(
            """
            I will look.

              Plan
              ▸ Look
              · Tell

              Files, then words.

              ✓ read  List .  12 ms
              ✗ read  Read notes  no such file  1.5 s

              ✓ Look
              ▸ Tell

            Nothing is here.

            ✓ Done in 2.3 s · 1,024 tokens in · 7 out
            """,
            _screen.Text);
    }

    [Fact]
    public void A_running_call_stands_as_the_last_line_until_it_ends()
    {
        Show(Called("c1", "execute", "make"));
        Assert.Matches(@"^  [⠋-⣿] execute  make$", _screen.Text);
        _clock.Advance(TimeSpan.FromSeconds(2));
        _renderer.Tick("working");
        Assert.Matches(@"^  [⠋-⣿] execute  make  2\.0 s$", _screen.Text);
        Show(new ToolCompleted(S, T, "c1", "execute", 2100));
        Assert.Equal("  ✓ execute  make  2.1 s", _screen.Text);
    }

    [Fact]
    public void Output_stands_under_its_call_and_a_long_one_is_cut()
    {
        Show(Called("c1", "execute", "seq 30"));
        Show(new TerminalOutput(S, T, "x", string.Join('\n', Enumerable.Range(1, 30)) + "\n"));
        Show(new TerminalCompleted(S, T, "x", "seq 30", 3, 5));
        Show(new ToolCompleted(S, T, "c1", "execute", 9));
        var lines = _screen.Text.Split('\n');
        Assert.Equal("  ▸ execute  seq 30", lines[0]);
        Assert.Equal("  │ 1", lines[1]);
        Assert.Equal("  │ 20", lines[20]);
        Assert.Equal("  │ … 10 more lines", lines[21]);
        Assert.Equal("  └ exit code 3  seq 30", lines[22]);
        Assert.Equal("  ✓ execute  seq 30  9 ms", lines[23]);
        Assert.Equal(24, lines.Length);
    }

    [Fact]
    public void Work_that_says_nothing_is_seen_to_go_on_and_leaves_no_trace()
    {
        _clock.Advance(TimeSpan.FromSeconds(3));
        _renderer.Tick("starting demo");
        Assert.Matches(@"^  [⠋-⣿] starting demo  3\.0 s$", _screen.Text);
        Show(new TurnTextDelta(S, T, "Hello. "));
        _clock.Advance(TimeSpan.FromSeconds(3));
        _renderer.Tick("working");
        Show(new TurnCompleted(S, T, "Hello. ", "end_turn", 10));
        Assert.Equal("Hello.\n\n✓ Done in 10 ms", _screen.Text);
    }

    [Fact]
    public void What_is_to_be_allowed_is_shown_whole_and_others_are_named()
    {
        var command = "echo " + new string('x', 100) + "\nrm -rf /";
        Show(
            new PermissionRequested(S, T, "r", "execute", "Run a command", [], 0, Command: command, RiskLevel: RiskLevel.Critical),
            new PermissionResolved(S, "r", true, PermissionOutcome.Allowed, PermissionKind.AllowOnce, "anna"),
            new PermissionRequested(S, T, "r2", "edit", "Write a", [], 0));
        _renderer.Answered("r2");
        Show(
            new PermissionResolved(S, "r2", false, PermissionOutcome.Denied, PermissionKind.RejectOnce, "me"),
            new PermissionResolved(S, "r3", false, PermissionOutcome.Expired));
        Assert.Equal(
            $"""
              ? Run a command  CRITICAL
                echo {new string('x', 100)}
                rm -rf /
              ✓ allowed by anna
              ? Write a
              ✗ refused
              ✗ nobody answered in time
            """,
            _screen.Text);
    }

    [Fact]
    public void Pieces_that_were_missed_are_made_up_for_at_the_end()
    {
        Show(new TurnTextDelta(S, T, "One two"));
        _renderer.Show(new FollowedGap("session:s1", 3, 9, "not_kept"));
        Show(new TurnCompleted(S, T, "One two three four", "end_turn", 10));
        Assert.Equal("One two three four\n\n✓ Done in 10 ms", _screen.Text);
    }

    [Fact]
    public void A_hole_in_the_middle_is_told_and_the_answer_given_whole()
    {
        Show(new TurnTextDelta(S, T, "One "), new TurnTextDelta(S, T, "four"));
        Show(new TurnFailed(S, T, "AGENT_DISCONNECTED", "The server ended.", 10, "One two three four"));
        Assert.Equal(
            """
            One four

            A part of the answer was missed; here it is whole.

            One two three four

            ✗ The server ended. (AGENT_DISCONNECTED, after 10 ms)
            """,
            _screen.Text);
    }

    [Fact]
    public void A_lost_connection_is_told_once_and_its_return_too()
    {
        var cause = new HttpRequestException("refused");
        Show(new TurnTextDelta(S, T, "One"));
        _renderer.Show(new FollowedReconnecting(1, TimeSpan.FromSeconds(1), cause));
        _renderer.Show(new FollowedReconnecting(2, TimeSpan.FromSeconds(1), cause));
        _renderer.Show(new FollowedLive());
        Show(new TurnTextDelta(S, T, " two"), new TurnCancelled(S, T, 10, "One two"));
        Assert.Equal(
            """
            One

            The connection is lost; trying again until the server is back. Ctrl-C leaves.
            Connected again.

             two

            ✗ Stopped after 10 ms
            """,
            _screen.Text);
    }

    [Fact]
    public void In_pipes_the_answer_goes_out_alone_and_as_it_is()
    {
        var answer = new StringWriter();
        var progress = new StringWriter();
        var renderer = new TurnRenderer(
            new Page(new Screen(answer, ScreenTraits.Plain)), new Page(new Screen(progress, ScreenTraits.Plain)), _clock);
        foreach (var value in new Event[]
        {
            new TurnThinkingDelta(S, T, "Hm."),
            new TurnThinkingCompleted(S, T, "Hm."),
            new TurnTextDelta(S, T, "# Title\n\n"),
            Called("c1", "read", "Look"),
            new ToolCompleted(S, T, "c1", "read", 2),
            new TurnTextDelta(S, T, "  - text"),
            new TurnCompleted(S, T, "# Title\n\n  - text", "max_tokens", 10),
        })
        {
            renderer.Show(Followed(value));
        }

        Assert.Equal("# Title\n\n  - text\n", answer.ToString());
        Assert.Equal("Hm.\n\n  ✓ read  Look  2 ms\n\n! Cut off: the answer reached the model's limit in 10 ms\n", progress.ToString());
    }

    private static ToolCalled Called(string id, string name, string title) => new(S, T, id, name, JsonElement.Parse("{}"), title);

    private void Show(params ReadOnlySpan<Event> events)
    {
        foreach (var value in events) _renderer.Show(Followed(value));
    }

    private static FollowedEvent Followed(Event value) => new(new CarillonEvent
    {
        Stream = "session:s1",
        Seq = 1,
        FirstSeq = 1,
        Epoch = 1,
        Time = DateTimeOffset.UnixEpoch,
        Type = Catalogue.Of(value).Type,
        Durable = true,
        DataBytes = Catalogue.Encode(value),
        Json = Catalogue.Encode(value),
    });
}
