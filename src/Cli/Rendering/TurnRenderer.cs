using System.Text;
using Carillon.Cli.Terminals;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Rendering;

/// <summary>
/// Draws one turn as it comes. The answer goes on one page and everything else on another, which on a terminal is the same: so
/// the answer alone can be sent to a file.
/// </summary>
internal sealed class TurnRenderer : IFollowView
{
    private const string ThoughtMargin = "  ";
    private readonly Page _answerPage;
    private readonly Page _progress;
    private readonly TimeProvider _clock;
    private readonly Prose _answer;
    private readonly Prose _thought;
    private readonly ToolLines _tools;
    private readonly CommandOutput _commands;
    private readonly PlanLines _plan;
    private readonly HashSet<string> _ownAnswers = [];
    private readonly StringBuilder _answered = new();
    private Prose? _open;
    private long _lastShown;
    private bool _hasThought;
    private bool _isDisconnected;

    public TurnRenderer(Page answerPage, Page progress, TimeProvider clock)
    {
        _answerPage = answerPage;
        _progress = progress;
        _clock = clock;
        _answer = new Prose(answerPage, Palette.Plain);
        _thought = new Prose(progress, Palette.Thought, ThoughtMargin);
        _tools = new ToolLines(progress, clock);
        _commands = new CommandOutput(progress);
        _plan = new PlanLines(progress);
        _lastShown = clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public void Show(FollowItem item)
    {
        if (_isDisconnected && item is not FollowedReconnecting)
        {
            _isDisconnected = false;
            Note(new Part("Connected again.", Palette.Good));
        }

        switch (item)
        {
            case FollowedEvent { Event: var value } when value.TryDecode(out var known):
                Show(known);
                break;
            case FollowedReconnecting { Attempt: 1 }:
                _isDisconnected = true;
                Note(new Part("The connection is lost; trying again until the server is back. Ctrl-C leaves.", Palette.Warning));
                break;
            case FollowedReset:
                Note(new Part("The server's log is another one than before; the turn is told from its beginning.", Palette.Warning));
                break;
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        // A screen writes at once.
    }

    /// <summary>Takes note that the answer to a request is this program's own, so that nobody else is named for it.</summary>
    public void Answered(string requestId) => _ownAnswers.Add(requestId);

    /// <summary>Says something about the turn that is no part of it.</summary>
    public void Note(params ReadOnlySpan<Part> parts)
    {
        MoveTo(null, Block.Note);
        _progress.Line(parts);
    }

    /// <summary>Shows that something is going on, when nothing else has shown it for a while.</summary>
    public void Tick(string waitingFor)
    {
        if (_tools.Tick()) return;
        var silence = _clock.GetElapsedTime(_lastShown);
        if (silence.TotalMilliseconds < 300) return;
        var time = silence.TotalSeconds >= 2 ? $"  {Amounts.Of((long)silence.TotalMilliseconds)}" : "";
        _progress.Pass("  ", new Part(_tools.NextFrame(), Palette.Name), new Part($" {waitingFor}{time}", Palette.Dim));
    }

    private void Show(Event value)
    {
        _lastShown = _clock.GetTimestamp();
        switch (value)
        {
            case TurnTextDelta delta:
                Answer(delta.Text);
                break;
            case TurnThinkingDelta delta:
                _hasThought = true;
                MoveTo(_thought, Block.Thought);
                _thought.Write(delta.Text);
                break;
            case TurnThinkingCompleted thought:
                EndThought(thought.Text);
                break;
            case ToolCallStarted or ToolCalled or ToolProgressed or ToolCompleted or ToolFailed or TerminalOutput or TerminalCompleted:
                ShowWork(value);
                break;
            case TurnPlanUpdated plan:
                MoveTo(null, Block.Plan);
                _plan.Write(plan.Steps);
                break;
            case TurnSteered steered:
                Note(new Part("» ", Palette.Name), SafeText.OneLine(steered.Content));
                break;
            case PermissionRequested or PermissionResolved or QuestionRequested or QuestionAnswered:
                MoveTo(null, Block.Work);
                ApprovalLines.Write(_progress, value is PermissionResolved own && _ownAnswers.Contains(own.RequestId) ? own with { By = null } : value);
                break;
            case TurnCompleted or TurnFailed or TurnCancelled:
                End(value);
                break;
        }
    }

    private void ShowWork(Event value)
    {
        var isOfTool = value is not (TerminalOutput or TerminalCompleted);
        FlushProse();
        if (!isOfTool) _tools.HeadOutput();
        switch (value)
        {
            case ToolCallStarted started: _tools.Called(started.ToolCallId, started.ToolName); break;
            case ToolCalled called: _tools.Called(called.ToolCallId, called.ToolName, called.Title); break;
            case ToolProgressed progressed: _tools.Progressed(progressed); break;
            case ToolCompleted completed: _tools.Completed(completed); break;
            case ToolFailed failed: _tools.Failed(failed); break;
            case TerminalOutput output: _commands.Print(output); break;
            case TerminalCompleted completed: _commands.End(completed); break;
        }
    }

    private void Answer(string text)
    {
        // The blank lines with which many agents begin would only push the answer down.
        if (_answered.Length == 0) text = text.TrimStart('\n', '\r');
        if (text.Length == 0) return;
        _answered.Append(text);
        MoveTo(_answer, Block.Answer);
        _answer.Write(text);
    }

    private void EndThought(string whole)
    {
        if (!_hasThought)
        {
            MoveTo(_thought, Block.Thought);
            _thought.Write(whole);
        }

        FlushProse();
        _hasThought = false;
    }

    private void End(Event value)
    {
        CompleteAnswer(value switch
        {
            TurnCompleted completed => completed.FinalText,
            TurnFailed failed => failed.Text,
            TurnCancelled cancelled => cancelled.Text,
            _ => null,
        });
        FlushProse();
        _answerPage.EndLine();
        MoveTo(null, Block.Outcome);
        OutcomeLine.Write(_progress, value);
    }

    /// <summary>Pieces that were missed while the connection was away are made up for by the whole.</summary>
    private void CompleteAnswer(string? whole)
    {
        if (whole is null) return;
        whole = whole.TrimStart('\n', '\r');
        var shown = _answered.ToString();
        if (whole.StartsWith(shown, StringComparison.Ordinal))
        {
            Answer(whole[shown.Length..]);
            return;
        }

        Note(new Part("A part of the answer was missed; here it is whole.", Palette.Warning));
        Answer(whole);
    }

    /// <summary>Goes on in a block, after what the one before held back.</summary>
    private void MoveTo(Prose? prose, Block block)
    {
        if (_open != prose) FlushProse();
        _tools.Leave();
        var page = block == Block.Answer ? _answerPage : _progress;
        if (_open != prose) prose?.BeginLine();
        _open = prose;
        page.Enter(block);
    }

    private void FlushProse()
    {
        _open?.Flush();
        _open = null;
    }
}
