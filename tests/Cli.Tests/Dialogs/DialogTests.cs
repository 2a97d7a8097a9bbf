using Carillon.Cli.Dialogs;
using Carillon.Cli.Rendering;
using Carillon.Cli.Tests.Fakes;
using Carillon.Cli.Turns;
using Carillon.Events;

namespace Carillon.Cli.Tests.Dialogs;

public class DialogTests
{
    private static readonly PermissionRequested Request = new(
        "s", "t", "r1", "edit", "Write a.txt", [new("o1", "Allow", PermissionKind.AllowOnce), new("o2", "Reject", PermissionKind.RejectOnce)], 0);

    [Fact]
    public void Arrows_move_and_enter_chooses()
    {
        var choice = new Choice<int>([("one", 1), ("two", 2), ("three", 3)]);
        Assert.False(choice.Press(ScriptedKeys.Key(ConsoleKey.UpArrow)));
        Assert.True(choice.Press(ScriptedKeys.Key(ConsoleKey.Enter)));
        Assert.Equal(3, choice.Value);
        Assert.False(choice.Press(ScriptedKeys.Key(ConsoleKey.DownArrow)));
        Assert.True(choice.Press(ScriptedKeys.Key(ConsoleKey.Enter)));
        Assert.Equal(1, choice.Value);
    }

    [Fact]
    public void A_number_chooses_at_once_and_other_keys_do_nothing()
    {
        var choice = new Choice<int>([("one", 1), ("two", 2)]);
        Assert.False(choice.Press(ScriptedKeys.Key('3')));
        Assert.False(choice.Press(ScriptedKeys.Key('x')));
        Assert.True(choice.Press(ScriptedKeys.Key('2')));
        Assert.Equal(2, choice.Value);
    }

    [Fact]
    public void A_dialog_steps_aside_for_what_is_written_and_goes_when_it_is_answered()
    {
        var screen = new PaintedScreen();
        var page = new Page(screen.Screen);
        var dialogs = new DialogBox(page);
        page.Line("before");
        dialogs.Open(new PermissionAsk(Request));
        using (dialogs.Aside()) page.Line("meanwhile");
        Assert.Equal("before\nmeanwhile\n  › 1  Allow\n    2  Reject\n    ↑ ↓ and Enter, or a number", screen.Text);

        Assert.Null(dialogs.Press(ScriptedKeys.Key(ConsoleKey.DownArrow)));
        Assert.Equal("before\nmeanwhile\n    1  Allow\n  › 2  Reject\n    ↑ ↓ and Enter, or a number", screen.Text);

        Assert.Equal("r1", dialogs.Press(ScriptedKeys.Key(ConsoleKey.Enter))?.RequestId);
        Assert.False(dialogs.IsOpen);
        Assert.Equal("before\nmeanwhile", screen.Text);
    }

    [Fact]
    public void A_request_that_another_answered_closes_and_the_next_comes_forward()
    {
        var screen = new PaintedScreen();
        var dialogs = new DialogBox(new Page(screen.Screen));
        dialogs.Open(new PermissionAsk(Request));
        dialogs.Open(new PermissionAsk(Request with { RequestId = "r2", Options = [new("o", "Yes", PermissionKind.AllowOnce)] }));
        dialogs.Close("r1");
        Assert.Equal("  › 1  Yes\n    2  No\n    ↑ ↓ and Enter, or a number", screen.Text);
        dialogs.Close("r2");
        Assert.Equal("", screen.Text);
    }

    [Fact]
    public void Questions_are_asked_one_after_the_other()
    {
        var screen = new PaintedScreen();
        var dialogs = new DialogBox(new Page(screen.Screen));
        dialogs.Open(new QuestionAsk(new QuestionRequested(
            "s", "t", "q", [new("a", "Which?", "choice", ["red", "blue"]), new("b", "Why?", "text")], 0)));
        Assert.Null(dialogs.Press(ScriptedKeys.Key('2')));
        Assert.Null(dialogs.Press(ScriptedKeys.Key(ConsoleKey.Enter)));
        foreach (var character in "so!") Assert.Null(dialogs.Press(ScriptedKeys.Key(character)));
        dialogs.Press(ScriptedKeys.Key(ConsoleKey.Backspace));
        Assert.Equal("  › Why?: so▏", screen.Text);
        Assert.Equal("q", dialogs.Press(ScriptedKeys.Key(ConsoleKey.Enter))?.RequestId);
    }

    [Theory]
    [InlineData(PermissionKind.AllowOnce, PermissionKind.RejectOnce, PermissionKind.AllowOnce, PermissionKind.AllowAlways, PermissionKind.RejectOnce)]
    [InlineData(PermissionKind.AllowAlways, PermissionKind.RejectAlways, PermissionKind.AllowAlways, PermissionKind.RejectAlways)]
    [InlineData(PermissionKind.AllowOnce, PermissionKind.RejectOnce, PermissionKind.AllowOnce)]
    public void A_plain_answer_is_the_least_that_the_agent_offers(PermissionKind yes, PermissionKind no, params PermissionKind[] offered)
    {
        var request = Request with { Options = [.. offered.Select(kind => new PermissionOption(kind.ToString(), "x", kind))] };
        Assert.Equal(yes, PlainAnswer.Yes(request));
        Assert.Equal(no, PlainAnswer.No(request));
    }
}
