using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;
using Carillon.Events;

namespace Carillon.Cli.Turns;

/// <summary>What to run and how to show it.</summary>
/// <param name="Agent">For the sign of waiting.</param>
/// <param name="Lines">Takes the turn's events as they are, in place of the drawing; null to draw.</param>
internal sealed record TurnRequest(string SessionId, string Agent, Prompt Prompt, ApprovalPolicy Approvals, IFollowView? Lines = null);

/// <summary>Starts a turn and stays with it to its end: draws it, answers what it asks, and stops it on Ctrl-C.</summary>
internal sealed class TurnWatch
{
    private readonly CarillonClient _client;
    private readonly Terminal _terminal;
    private readonly TurnRequest _request;
    private readonly TurnRenderer _renderer;
    private readonly DialogBox _dialogs;
    private Task? _stopping;
    private bool _hasBegun;
    private bool _hasSpoken;

    public TurnWatch(CarillonClient client, Terminal terminal, TurnRequest request)
    {
        _client = client;
        _terminal = terminal;
        _request = request;

        // Two pages on one terminal would not know of each other's lines.
        var progress = new Page(terminal.Output.IsTerminal && request.Lines is null ? terminal.Output : terminal.Error);
        var answer = terminal.Output.IsTerminal ? progress : new Page(terminal.Output);
        _renderer = new TurnRenderer(answer, progress, terminal.Clock);
        _dialogs = new DialogBox(progress);
    }

    /// <summary>Runs the turn and says how it ended.</summary>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        _terminal.Interrupts.TakeOver();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var happenings = new Happenings(
            _terminal, token => _client.Turns.WatchAsync(_request.SessionId, _request.Prompt, token), hasMoments: _terminal.Error.IsTerminal || _terminal.Output.IsTerminal, cancellationToken);
        try
        {
            while (true)
            {
                happenings.WantsKeys = _dialogs.IsOpen;
                TellOfFailedStop();
                var end = await happenings.NextAsync() switch
                {
                    ItemCame { Item: var item } => await TakeAsync(item, cancellationToken),
                    KeyPressed { Key: var key } => await PressAsync(key, cancellationToken),
                    InterruptPressed => Interrupt(leaving.Token),
                    _ => Tick(),
                };
                if (end is { } code) return code;
            }
        }
        finally
        {
            // Whoever leaves does not wait for an agent that does not listen.
            await leaving.CancelAsync();
            if (_stopping is not null) await _stopping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<ExitCode?> TakeAsync(FollowItem item, CancellationToken cancellationToken)
    {
        switch (item)
        {
            case FollowedLive when !_hasBegun:
                _hasBegun = true;
                return null;
            case FollowedEvent { Event: var value }:
                return await TakeAsync(item, value.Value, cancellationToken);
            default:
                Show(item);
                return null;
        }
    }

    private async Task<ExitCode?> TakeAsync(FollowItem item, Event? known, CancellationToken cancellationToken)
    {
        Show(item, known);
        switch (known)
        {
            case PermissionRequested permission:
                await DecideAsync(permission, cancellationToken);
                return null;
            case QuestionRequested question:
                Ask(question);
                return null;
            case PermissionResolved { RequestId: var requestId }:
                _dialogs.Close(requestId);
                return null;
            case QuestionAnswered { RequestId: var requestId }:
                _dialogs.Close(requestId);
                return null;
            default:
                return CodeOf(known);
        }
    }

    private void Show(FollowItem item, Event? known = null)
    {
        _request.Lines?.Show(item);
        _request.Lines?.Flush();
        _hasSpoken |= known is TurnTextDelta or TurnThinkingDelta or ToolCalled or PermissionRequested or PermissionResolved;
        if (_request.Lines is not null && known is not (null or PermissionRequested or PermissionResolved or QuestionRequested or QuestionAnswered)) return;
        using (_dialogs.Aside()) _renderer.Show(item);
    }

    private async Task DecideAsync(PermissionRequested request, CancellationToken cancellationToken)
    {
        PermissionKind? answer = _request.Approvals switch
        {
            ApprovalPolicy.Always => PlainAnswer.Yes(request),
            ApprovalPolicy.Never => PlainAnswer.No(request),
            _ => _terminal.Keys is null ? PlainAnswer.No(request) : null,
        };
        if (answer is null)
        {
            Ask(request);
            return;
        }

        if (_request.Approvals == ApprovalPolicy.Ask)
        {
            Note("Nobody can be asked here, so the answer is no. Run it on a terminal, or with --approve always.");
        }

        await SendAsync(request.RequestId, () => _client.Approvals.ResolveAsync(request.SessionId, request.RequestId, answer.Value, cancellationToken));
    }

    private void Ask(Event request)
    {
        if (PendingAsk.For(request) is not { } ask) return;
        if (_terminal.Keys is not null) _dialogs.Open(ask);
        else Note($"Nobody can be asked here. Answer with: carillon approve {ask.RequestId}");
    }

    private async Task<ExitCode?> PressAsync(ConsoleKeyInfo key, CancellationToken cancellationToken)
    {
        if (_dialogs.Press(key) is { } answered) await SendAsync(answered.RequestId, () => answered.SendAsync(_client, cancellationToken));
        return null;
    }

    /// <summary>A refusal of the answer means that it came too late, and the outcome is on its way to everyone.</summary>
    private async Task SendAsync(string requestId, Func<Task> answer)
    {
        try
        {
            await answer();
            _renderer.Answered(requestId);
        }
        catch (CarillonApiException refused) when (refused.Code is "already_resolved" or "not_found")
        {
            Note("Someone else was faster, or it is too late; this answer does not count.");
        }
    }

    private ExitCode? Interrupt(CancellationToken cancellationToken)
    {
        if (!_hasBegun) return ExitCode.Interrupted;
        if (_stopping is not null)
        {
            Note("Left. The turn may go on; see: carillon sessions");
            return ExitCode.Interrupted;
        }

        Note("Stopping the turn. Ctrl-C again leaves it to itself.");
        _stopping = _client.Turns.StopAsync(_request.SessionId, cancellationToken);
        return null;
    }

    /// <summary>A stop that failed can be tried again; one that found no turn came after its end, which is on its way.</summary>
    private void TellOfFailedStop()
    {
        if (_stopping?.Exception?.InnerException is not { } failure || failure is CarillonApiException { Code: "no_turn_in_progress" }) return;
        _stopping = null;
        Note($"The turn was not stopped: {FailureReport.Of(failure).What} Ctrl-C tries again.");
    }

    private ExitCode? Tick()
    {
        if (!_dialogs.IsOpen && _request.Lines is null) _renderer.Tick(_hasSpoken ? "working" : $"starting {_request.Agent}");
        return null;
    }

    private ExitCode? CodeOf(Event? value) => value switch
    {
        TurnCompleted { StopReason: "refusal" } => ExitCode.Failed,
        TurnCompleted => ExitCode.Ok,
        TurnCancelled when _stopping is not null => ExitCode.Interrupted,
        TurnFailed or TurnCancelled => ExitCode.Failed,
        _ => null,
    };

    private void Note(string text)
    {
        using (_dialogs.Aside()) _renderer.Note(new Part(text, Palette.Warning));
    }
}
