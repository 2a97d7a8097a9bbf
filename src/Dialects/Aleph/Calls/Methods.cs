using System.Collections.Frozen;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary>Every method but <c>connect</c>, under the documentation's names and the code's.</summary>
internal sealed class Methods
{
    private readonly FrozenDictionary<string, Method> _methods;

    public Methods(AlephServices services) =>
        _methods = Everything(services).ToFrozenDictionary(method => method.Name, method => method.Serve, StringComparer.Ordinal);

    /// <summary>What can be called here, in alphabetical order.</summary>
    public IEnumerable<string> Names => _methods.Keys.Order(StringComparer.Ordinal);

    public Method? Find(string name) => _methods.GetValueOrDefault(name);

    private static IEnumerable<(string Name, Method Serve)> Everything(AlephServices services) =>
    [
        .. Events(new EventCalls(services.Log)),
        .. Runs(new RunCalls(services)),
        .. Sessions(new SessionCalls(services)),
        .. Daemon(new DaemonCalls(services.Clock, services.Perception), services.Perception is not null),
        .. services.Jobs is { } jobs ? Cron(new CronCalls(jobs, services.Keys)) : [],
        .. services.Exec is { } exec ? Exec(new ExecCalls(exec, services.Keys, services.Sessions, services.Clock)) : [],
        .. services.Configuration is { } configuration ? Config(new ConfigCalls(configuration)) : [],
    ];

    private static (string, Method)[] Events(EventCalls calls) =>
    [
        ("events.subscribe", calls.SubscribeAsync),
        ("events.unsubscribe", EventCalls.UnsubscribeAsync),
        ("events.list", EventCalls.ListAsync),
        ("events.replay", calls.ReplayAsync),
    ];

    private static (string, Method)[] Runs(RunCalls calls) =>
    [
        ("agent.run", calls.RunAsync),
        ("agent.cancel", calls.CancelAsync),
        ("agent.abort", calls.CancelAsync),
        ("agent.status", calls.StatusAsync),
        ("agent.list", calls.ListAsync),
        ("agents.list", calls.ListAsync),
        ("agent.respondToInput", calls.RespondAsync),
        ("chat.send", calls.SendAsync),
        ("chat.abort", calls.CancelAsync),
        ("run.wait", calls.WaitAsync),
        ("run.queue_message", calls.QueueMessageAsync),
    ];

    private static (string, Method)[] Sessions(SessionCalls calls) =>
    [
        ("session.list", calls.ListAsync),
        ("session.get", calls.GetAsync),
        ("session.history", calls.HistoryAsync),
        ("session.create", calls.CreateAsync),
        ("session.delete", calls.DeleteAsync),
        ("session.compact", calls.CompactAsync),
        ("session.export", calls.ExportAsync),
        ("session.usage", calls.UsageAsync),
        ("sessions.list", calls.ListAsync),
        ("sessions.history", calls.HistoryAsync),
        ("sessions.reset", calls.DeleteAsync),
        ("sessions.delete", calls.DeleteAsync),
        ("chat.history", calls.HistoryAsync),
        ("chat.clear", calls.DeleteAsync),
        ("agent.history", calls.HistoryAsync),
        ("agent.clear", calls.DeleteAsync),
    ];

    private static (string, Method)[] Daemon(DaemonCalls calls, bool watches) =>
    [
        ("daemon.status", calls.StatusAsync),
        ("heartbeat.ping", calls.PingAsync),
        ("heartbeat.status", calls.HealthAsync),
        .. watches ? [("daemon.pause", calls.PauseAsync), ("daemon.resume", calls.ResumeAsync)] : Array.Empty<(string, Method)>(),
    ];

    private static (string, Method)[] Cron(CronCalls calls) =>
    [
        ("cron.create", calls.CreateAsync),
        ("cron.update", calls.UpdateAsync),
        ("cron.list", calls.ListAsync),
        ("cron.get", calls.GetAsync),
        ("cron.delete", calls.DeleteAsync),
        ("cron.status", calls.StatusAsync),
        ("cron.trigger", calls.TriggerAsync),
        ("cron.run", calls.TriggerAsync),
        ("cron.runs", calls.RunsAsync),
        ("cron.pause", calls.PauseAsync),
        ("cron.resume", calls.ResumeAsync),
        ("cron.toggle", calls.ToggleAsync),
    ];

    private static (string, Method)[] Exec(ExecCalls calls) =>
    [
        ("exec.approval.request", calls.RequestAsync),
        ("exec.approval.resolve", calls.ResolveAsync),
        ("exec.approvals.get", calls.GetAsync),
        ("exec.approvals.set", calls.SetAsync),
        ("exec.approvals.pending", calls.PendingAsync),
    ];

    private static (string, Method)[] Config(ConfigCalls calls) =>
    [
        ("config.get", calls.GetAsync),
        ("config.patch", calls.PatchAsync),
        ("config.apply", calls.ApplyAsync),
        ("config.reload", calls.ReloadAsync),
        ("config.validate", calls.ValidateAsync),
        ("config.path", calls.PathAsync),
        ("config.schema", calls.SchemaAsync),
    ];
}
