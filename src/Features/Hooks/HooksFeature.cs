using System.Collections.Immutable;
using Carillon.Contracts.Hooks;
using Carillon.Contracts.Processes;
using Carillon.Core.Ports;
using Carillon.Features.Hooks.Running;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Hooks;

/// <summary>The room put together: what is configured, and how it is run.</summary>
public sealed partial class HooksFeature : IHooks, IAsyncDisposable
{
    private readonly HooksOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly MarkSource _marks;
    private readonly HookAgents _agents;
    private readonly HookRun _run;
    private readonly WaitingRuns _waiting;
    private volatile Configured _configured = new([]);

    /// <summary>Nothing is configured until <see cref="Apply"/>.</summary>
    public HooksFeature(HooksOptions options, IIdSource ids, TimeProvider clock, ILogger<HooksFeature> logger)
    {
        (_options, _clock, _logger) = (options, clock, logger);
        _marks = new MarkSource(options.Folder, ids);
        _agents = new HookAgents(options, clock) { Told = Tell };
        _run = new HookRun(new HookCommand(options, _marks, clock), _agents, options);
        _waiting = new WaitingRuns(options);
    }

    /// <summary>Ends what hooks' commands of an earlier life of the server left running. Once the data folder is known to be this server's alone.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var left = await LeftBehind.EndMarkedAsync(_marks.Beginning, _clock, cancellationToken);
        if (left > 0) LogLeftovers(left);
    }

    /// <summary>Why a matcher cannot be used; null when it can.</summary>
    public static string? MistakeIn(string matcher)
    {
        try
        {
            Hook.Compile(matcher);
            return null;
        }
        catch (ArgumentException mistake)
        {
            return mistake.Message;
        }
    }

    /// <summary>Lets hooks set agents to work.</summary>
    public void Connect(HookSessions sessions) => _agents.Sessions = sessions;

    /// <summary>Replaces all hooks at once. Those that run go on.</summary>
    public void Apply(IReadOnlyList<HookDefinition> hooks)
    {
        _configured = new Configured([.. hooks.OrderBy(hook => hook.Priority).Select(hook => new Hook(hook))]);
        LogApplied(hooks.Count);
        Tell(new HookCall(HookEvent.Setup, "", ""));
    }

    /// <inheritdoc/>
    public bool Hears(HookEvent happening) => _configured.Hooks.Any(hook => hook.Definition.Happening == happening);

    /// <inheritdoc/>
    public async ValueTask<HookOutcome> RunAsync(HookCall call, CancellationToken cancellationToken)
    {
        var hooks = Find(call);
        if (hooks.Count == 0) return HookOutcome.Pass;
        foreach (var observer in hooks.Where(hook => hook.Definition.Kind == HookKind.Observer)) Queue(call, token => ObserveAsync(observer, call, token));

        var texts = new List<string>();
        foreach (var hook in hooks.Where(hook => hook.Definition.Kind == HookKind.Interceptor))
        {
            var answer = await AskAsync(hook, call, cancellationToken);
            if (answer.Refuses && HookEvents.CanBeRefused(call.Happening))
                return new HookOutcome(true, hook.Definition.Name, answer.Reason, null, []);
            texts.AddRange(answer.Texts);
            if (!answer.Refuses && HookEvents.TakesText(call.Happening) && answer.Output.Length > 0) texts.Add(answer.Output);
        }

        return await ResolveAsync(hooks, call, texts, cancellationToken);
    }

    /// <inheritdoc/>
    public void Tell(HookCall call)
    {
        var hooks = Find(call);
        foreach (var observer in hooks.Where(hook => hook.Definition.Kind == HookKind.Observer)) Queue(call, token => ObserveAsync(observer, call, token));
        List<Hook> others = [.. hooks.Where(hook => hook.Definition.Kind != HookKind.Observer)];
        if (others.Count == 0) return;
        Queue(call, async token =>
        {
            foreach (var hook in others) await ObserveAsync(hook, call, token);
        });
    }

    /// <summary>Takes no more calls and ends those that run.</summary>
    public async ValueTask DisposeAsync() => await _waiting.CloseAsync(_options.StopGrace, _clock);

    private async Task<HookOutcome> ResolveAsync(List<Hook> hooks, HookCall call, List<string> texts, CancellationToken cancellationToken)
    {
        foreach (var hook in hooks.Where(hook => hook.Definition.Kind == HookKind.Resolver))
        {
            var answer = await AskAsync(hook, call, cancellationToken);
            texts.AddRange(answer.Texts);
            var value = answer.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0);
            if (!answer.Refuses && value is not null) return new HookOutcome(false, hook.Definition.Name, null, value, texts);
        }

        return new HookOutcome(false, null, null, null, texts);
    }

    private List<Hook> Find(HookCall call)
    {
        var fitting = _configured.Hooks.Where(hook => hook.Definition.Happening == call.Happening && hook.Fits(call));
        return [.. _agents.IsOwn(call.SessionId) ? fitting.Where(hook => !hook.SetsAgentsToWork) : fitting];
    }

    private async Task<HookAnswer> AskAsync(Hook hook, HookCall call, CancellationToken cancellationToken)
    {
        var answer = await TryAsync(hook, call, cancellationToken);
        if (answer.Failure is { } failure) LogFailed(hook.Definition.Name, call.Happening, call.SessionId, failure);
        else if (answer.Refuses) LogRefused(hook.Definition.Name, call.Happening, call.SessionId);
        return answer;
    }

    /// <summary>A fault of ours is a failure of the hook: what was to be guarded stays guarded.</summary>
    private async Task<HookAnswer> TryAsync(Hook hook, HookCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await _run.RunAsync(hook.Definition, call, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(hook.Definition.Name, call.Happening, fault);
            return new HookAnswer(true, "it could not be run", "a fault", "", []);
        }
    }

    /// <summary>Runs a hook that has no say; never throws.</summary>
    private async Task ObserveAsync(Hook hook, HookCall call, CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync(hook, call, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            LogFailed(hook.Definition.Name, call.Happening, call.SessionId, "the server stopped first");
        }
    }

    private void Queue(HookCall call, Func<CancellationToken, Task> run)
    {
        if (!_waiting.TryAdd(run)) LogDropped(call.Happening, call.SessionId);
    }

    private sealed record Configured(ImmutableArray<Hook> Hooks);

    [LoggerMessage(4800, LogLevel.Information, "{Count} hooks are in force")]
    private partial void LogApplied(int count);

    [LoggerMessage(4801, LogLevel.Warning, "Hook {Hook} on {Happening} in session {Session} failed: {Failure}")]
    private partial void LogFailed(string hook, HookEvent happening, string session, string failure);

    [LoggerMessage(4802, LogLevel.Information, "Hook {Hook} refused {Happening} in session {Session}")]
    private partial void LogRefused(string hook, HookEvent happening, string session);

    [LoggerMessage(4803, LogLevel.Warning, "Too many hooks wait or the server stops: {Happening} in session {Session} was not told")]
    private partial void LogDropped(HookEvent happening, string session);

    [LoggerMessage(4804, LogLevel.Error, "Hook {Hook} on {Happening} could not be run")]
    private partial void LogFault(string hook, HookEvent happening, Exception exception);

    [LoggerMessage(4805, LogLevel.Warning, "The last life of this server left {Count} processes of hooks running; they are ended")]
    private partial void LogLeftovers(int count);
}
