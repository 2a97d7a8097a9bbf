using System.Collections.Concurrent;
using System.Text;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Sessions;
using Carillon.Core.Errors;
using Carillon.Core.Identity;

namespace Carillon.Features.Hooks.Running;

/// <summary>What hooks' agents need; it is made after the hooks, because sessions ask hooks.</summary>
public sealed record HookSessions(ISessions Sessions, ITurns Turns, IRuns Runs);

/// <summary>Sets agents to work for hooks. Nothing that happens in their sessions sets another one to work, or there would be no end of it.</summary>
internal sealed class HookAgents(HooksOptions options, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, bool> _sessions = new(StringComparer.Ordinal);

    /// <summary>Null until the sessions are there.</summary>
    public HookSessions? Sessions { get; set; }

    /// <summary>Tells of the begin and the end of such work.</summary>
    public Action<HookCall>? Told { get; set; }

    public bool IsOwn(string sessionId) => _sessions.ContainsKey(sessionId);

    public async Task<ActionEnd> RunAsync(HookDefinition hook, AgentAction action, HookCall call, CancellationToken cancellationToken)
    {
        if (Sessions is not { } house) return new ActionEnd("", "no agent can be set to work yet");
        using var late = new CancellationTokenSource(hook.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var caller = Caller.Gateway(call.Tenant);
        string? sessionId = null;
        try
        {
            sessionId = (await house.Sessions.CreateAsync(caller, action.Agent, $"Hook {hook.Name}", either.Token)).Id;
            _sessions[sessionId] = true;
            Told?.Invoke(call with { Happening = HookEvent.SubagentStart, SessionId = sessionId, AgentType = action.Agent, Source = hook.Name });
            var runId = await house.Turns.RunAsync(caller, sessionId, PromptOf(hook, action, call), either.Token);
            var run = await house.Runs.WaitAsync(caller, runId, either.Token);
            return run.Status == RunStatus.Completed ? new ActionEnd(run.Output ?? "") : new ActionEnd("", $"its agent ended with: {run.Error ?? run.Status.ToString()}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ActionEnd("", $"its agent took longer than {hook.Timeout.TotalSeconds:0.###} seconds");
        }
        catch (CarillonException refused)
        {
            return new ActionEnd("", $"its agent could not work: {refused.Message}");
        }
        finally
        {
            if (sessionId is not null) await EndAsync(house, caller, call with { Happening = HookEvent.SubagentStop, SessionId = sessionId, AgentType = action.Agent, Source = hook.Name });
        }
    }

    private async Task EndAsync(HookSessions house, Caller caller, HookCall stopped)
    {
        try
        {
            await house.Turns.StopAsync(caller, stopped.SessionId, CancellationToken.None);
        }
        catch (CarillonException)
        {
            // It has ended, which is what is usual.
        }

        Told?.Invoke(stopped);
    }

    private string PromptOf(HookDefinition hook, AgentAction action, HookCall call) => action.Prompt is { } prompt
        ? HookValues.Fill(prompt, HookValues.Environment(call, options.Folder))
        : $"The hook '{hook.Name}' asks you about this. To refuse it, answer with a line that begins with 'block:' and the reason.\n\n{Encoding.UTF8.GetString(HookValues.Json(call))}";
}
