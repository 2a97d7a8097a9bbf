using Carillon.Contracts.Sessions;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Features.Sessions.Runs;

/// <summary>Adds up what the durable entries of a stream say of one turn.</summary>
internal sealed class RunStory(string runId, string sessionId)
{
    private readonly List<string> _tools = [];
    private TurnStarted? _started;
    private long _startedAt;
    private long _endedAt;
    private Event? _end;

    public bool HasEnded => _end is not null;

    public void Apply(Entry entry)
    {
        if (HasEnded || !entry.TryDecode(out var value)) return;
        switch (value)
        {
            case TurnStarted started when started.TurnId == runId:
                (_started, _startedAt) = (started, entry.Time);
                break;
            case ToolCalled call when call.TurnId == runId:
                _tools.Add(call.ToolName);
                break;
            case TurnCompleted { TurnId: var turnId } when turnId == runId:
            case TurnFailed { TurnId: var failedId } when failedId == runId:
            case TurnCancelled { TurnId: var cancelledId } when cancelledId == runId:
                (_end, _endedAt) = (value, entry.Time);
                break;
        }
    }

    /// <summary>The run; null when the log knows nothing of it.</summary>
    public Run? ToRun(long now)
    {
        if (_started is not { } started) return null;
        var key = started.SessionKey ?? SessionKey.Of(started.AgentType, sessionId).Text;
        return _end switch
        {
            TurnCompleted end => Ended(RunStatus.Completed, end.DurationMs, end.FinalText) with { Tokens = end.Tokens },
            TurnFailed end => Ended(RunStatus.Failed, end.DurationMs, end.Text) with { Error = end.Message },
            TurnCancelled end => Ended(RunStatus.Cancelled, end.DurationMs, end.Text),
            _ => new Run(runId, sessionId, key, RunStatus.Running, _startedAt, null, Math.Max(0, now - _startedAt), _tools),
        };

        Run Ended(RunStatus status, long durationMs, string? output) =>
            new(runId, sessionId, key, status, _startedAt, _endedAt, durationMs, _tools, Output: output);
    }
}
