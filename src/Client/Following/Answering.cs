using Carillon.Events;

namespace Carillon.Client.Following;

/// <summary>
/// Has requests answered while they are followed: each as soon as it is known to wait still, so not one of history that was answered
/// long ago, and beside the following, so that somebody else's answer is heard meanwhile.
/// </summary>
internal sealed class Answering(ApprovalsClient approvals, FollowCallbacks callbacks, CancellationToken ending) : IAsyncDisposable
{
    private readonly Dictionary<string, Event> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Asked> _asked = new(StringComparer.Ordinal);
    private bool _isLive;

    public void Take(FollowItem item)
    {
        switch (item)
        {
            case FollowedLive:
                _isLive = true;
                foreach (var (requestId, request) in _waiting) Ask(requestId, request);
                _waiting.Clear();
                break;
            case FollowedReconnecting:
                _isLive = false;
                break;
            case FollowedEvent { Event.Value: PermissionRequested request } when callbacks.OnPermission is not null:
                Wait(request.RequestId, request);
                break;
            case FollowedEvent { Event.Value: QuestionRequested request } when callbacks.OnQuestion is not null:
                Wait(request.RequestId, request);
                break;
            case FollowedEvent { Event.Value: PermissionResolved resolved }:
                Forget(resolved.RequestId);
                break;
            case FollowedEvent { Event.Value: QuestionAnswered answered }:
                Forget(answered.RequestId);
                break;
        }
    }

    /// <summary>Waits for a task, and fails early when answering fails.</summary>
    public async Task UntilAsync(Task task)
    {
        while (!task.IsCompleted && _asked.Count > 0)
        {
            var done = await Task.WhenAny([task, .. _asked.Values.Select(asked => asked.Task)]);
            if (done == task) return;
            var (requestId, ended) = _asked.First(asked => asked.Value.Task == done);
            _asked.Remove(requestId);
            ended.Cancel.Dispose();
            await done;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var asked in _asked.Values) await asked.Cancel.CancelAsync();
        foreach (var asked in _asked.Values)
        {
            await asked.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            asked.Cancel.Dispose();
        }
    }

    private void Wait(string requestId, Event request)
    {
        if (_isLive) Ask(requestId, request);
        else _waiting[requestId] = request;
    }

    private void Ask(string requestId, Event request)
    {
        if (_asked.ContainsKey(requestId)) return;
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(ending);
        _asked[requestId] = new Asked(AnswerAsync(request, cancel.Token), cancel);
    }

    /// <summary>The task stays until it has ended: whoever was asked may need a moment to hear that nobody waits any more.</summary>
    private void Forget(string requestId)
    {
        _waiting.Remove(requestId);
        if (_asked.TryGetValue(requestId, out var asked)) asked.Cancel.Cancel();
    }

    private async Task AnswerAsync(Event request, CancellationToken cancellationToken)
    {
        // Whoever is asked must not hold up the enumeration, not even before its first wait.
        await Task.Yield();
        try
        {
            switch (request)
            {
                case PermissionRequested permission:
                    if (await callbacks.OnPermission!(permission, cancellationToken) is { } kind)
                        await approvals.ResolveAsync(permission.SessionId, permission.RequestId, kind, cancellationToken);
                    break;
                case QuestionRequested question:
                    if (await callbacks.OnQuestion!(question, cancellationToken) is { } answers)
                        await approvals.AnswerAsync(question.SessionId, question.RequestId, answers, cancellationToken);
                    break;
            }
        }
        catch (CarillonApiException refused) when (refused.Code is "already_resolved" or "not_found")
        {
            // Somebody was faster, or it was too late: the outcome is on its way to everyone.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody waits for this answer any more.
        }
    }

    private sealed record Asked(Task Task, CancellationTokenSource Cancel);
}
