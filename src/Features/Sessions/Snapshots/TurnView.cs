using Carillon.Contracts.Sessions;
using Carillon.Core.Streams;
using Carillon.Events;
using Carillon.Features.Sessions.Storage;

namespace Carillon.Features.Sessions.Snapshots;

/// <summary>A session during a turn, made of nothing but its stream's entries and the record from before the turn.</summary>
/// <param name="before">The record from before the turn.</param>
/// <param name="waiting">What waited for an answer then.</param>
internal sealed class TurnView(StoredSession before, IReadOnlyList<Entry> waiting)
{
    private readonly Lock _lock = new();
    private readonly GrowingText _text = new();
    private readonly GrowingText _thinking = new();
    private readonly Dictionary<string, ToolCallSnapshot> _toolCalls = [];
    private readonly List<Entry> _pending = [.. waiting];
    private TurnStarted? _turn;
    private long _startedAt;
    private long _seq;
    private SessionState _status = before.Status;
    private SandboxSnapshot? _sandbox = before.Sandbox;

    /// <summary>Takes an entry in; false when the session no longer needs a view.</summary>
    public bool Apply(Entry entry)
    {
        lock (_lock)
        {
            var goesOn = !entry.TryDecode(out var value) || Apply(value, entry);
            _seq = entry.Seq;
            return goesOn;
        }
    }

    /// <summary>
    /// The state and the number it is true at, or null before the first entry. Both are read under the lock that entries are
    /// applied under, so nothing comes between them.
    /// </summary>
    public CapturedView? Capture()
    {
        lock (_lock)
        {
            if (_seq == 0) return null;
            var turn = _turn is null
                ? null
                : new CapturedTurn(_turn.TurnId, _turn.Prompt, _text.Capture(), _thinking.Capture(), _startedAt, [.. _toolCalls.Values]);
            return new CapturedView(_seq, _status, turn, [.. _pending], _sandbox);
        }
    }

    private bool Apply(Event value, Entry entry)
    {
        switch (value)
        {
            case TurnStarted started:
                (_turn, _startedAt) = (started, entry.Time);
                break;
            case TurnTextDelta delta:
                _text.Append(delta.Text);
                break;
            case TurnThinkingDelta delta:
                _thinking.Append(delta.Text);
                break;
            case TurnCompleted or TurnFailed or TurnCancelled:
                _turn = null;
                break;
            case SessionStateChanged changed:
                _status = changed.State;
                return _turn is not null || changed.State is SessionState.Running or SessionState.Waiting;
            case PermissionRequested or QuestionRequested:
                _pending.Add(entry);
                break;
            case PermissionResolved resolved:
                Settle(resolved.RequestId);
                break;
            case QuestionAnswered answered:
                Settle(answered.RequestId);
                break;
            default:
                ApplySurroundings(value);
                break;
        }

        return true;
    }

    private void ApplySurroundings(Event value)
    {
        switch (value)
        {
            case ToolCallStarted call:
                _toolCalls[call.ToolCallId] = new ToolCallSnapshot(call.ToolCallId, call.ToolName, "pending");
                break;
            case ToolCalled call:
                _toolCalls[call.ToolCallId] = new ToolCallSnapshot(call.ToolCallId, call.ToolName, "running");
                break;
            case ToolCompleted call:
                _toolCalls.Remove(call.ToolCallId);
                break;
            case ToolFailed call:
                _toolCalls.Remove(call.ToolCallId);
                break;
            case SandboxInitializing sandbox:
                _sandbox = new SandboxSnapshot(sandbox.Provider, "provisioning");
                break;
            case SandboxReady sandbox:
                _sandbox = new SandboxSnapshot(sandbox.Provider, "ready");
                break;
            case SandboxRemoved:
                _sandbox = null;
                break;
        }
    }

    private void Settle(string requestId) => _pending.RemoveAll(entry => entry.TryDecode(out var request) && request switch
    {
        PermissionRequested permission => permission.RequestId == requestId,
        QuestionRequested question => question.RequestId == requestId,
        _ => false,
    });
}

/// <summary>What a view held at one number.</summary>
internal sealed record CapturedView(long Seq, SessionState Status, CapturedTurn? Turn, IReadOnlyList<Entry> Pending, SandboxSnapshot? Sandbox);

/// <summary>A turn as far as it had got; its texts are put together by whoever reads it.</summary>
internal sealed record CapturedTurn(
    string TurnId, string Prompt, GrowingText.Captured Text, GrowingText.Captured Thinking, long StartedAt, IReadOnlyList<ToolCallSnapshot> ToolCalls)
{
    public TurnSnapshot ToSnapshot() => new(TurnId, Prompt, Text.ToString(), Thinking.ToString(), StartedAt, ToolCalls);
}
