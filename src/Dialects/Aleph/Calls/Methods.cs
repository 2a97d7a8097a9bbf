using System.Collections.Frozen;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary>Every method but <c>connect</c>, under the documentation's names and the code's.</summary>
internal sealed class Methods
{
    private readonly FrozenDictionary<string, Method> _methods;

    public Methods(AlephServices services)
    {
        var events = new EventCalls(services.Log);
        var runs = new RunCalls(services);
        var sessions = new SessionCalls(services);
        var daemon = new DaemonCalls(services.Clock);
        var methods = new Dictionary<string, Method>(StringComparer.Ordinal)
        {
            ["events.subscribe"] = events.SubscribeAsync,
            ["events.unsubscribe"] = EventCalls.UnsubscribeAsync,
            ["events.list"] = EventCalls.ListAsync,
            ["events.replay"] = events.ReplayAsync,
            ["agent.run"] = runs.RunAsync,
            ["agent.cancel"] = runs.CancelAsync,
            ["agent.abort"] = runs.CancelAsync,
            ["agent.status"] = runs.StatusAsync,
            ["agent.list"] = runs.ListAsync,
            ["agents.list"] = runs.ListAsync,
            ["agent.respondToInput"] = runs.RespondAsync,
            ["chat.send"] = runs.SendAsync,
            ["chat.abort"] = runs.CancelAsync,
            ["run.wait"] = runs.WaitAsync,
            ["run.queue_message"] = runs.QueueMessageAsync,
            ["session.list"] = sessions.ListAsync,
            ["session.get"] = sessions.GetAsync,
            ["session.history"] = sessions.HistoryAsync,
            ["session.create"] = sessions.CreateAsync,
            ["session.delete"] = sessions.DeleteAsync,
            ["session.compact"] = sessions.CompactAsync,
            ["session.export"] = sessions.ExportAsync,
            ["session.usage"] = sessions.UsageAsync,
            ["sessions.list"] = sessions.ListAsync,
            ["sessions.history"] = sessions.HistoryAsync,
            ["sessions.reset"] = sessions.DeleteAsync,
            ["sessions.delete"] = sessions.DeleteAsync,
            ["chat.history"] = sessions.HistoryAsync,
            ["chat.clear"] = sessions.DeleteAsync,
            ["agent.history"] = sessions.HistoryAsync,
            ["agent.clear"] = sessions.DeleteAsync,
            ["daemon.status"] = daemon.StatusAsync,
            ["heartbeat.ping"] = daemon.PingAsync,
            ["heartbeat.status"] = daemon.HealthAsync,
        };
        if (services.Jobs is { } jobs) AddCron(methods, new CronCalls(jobs, services.Keys));
        if (services.Exec is { } exec) AddExec(methods, new ExecCalls(exec, services.Keys, services.Sessions, services.Clock));
        if (services.Configuration is { } configuration) AddConfig(methods, new ConfigCalls(configuration));
        _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public Method? Find(string name) => _methods.GetValueOrDefault(name);

    private static void AddCron(Dictionary<string, Method> methods, CronCalls cron)
    {
        methods["cron.create"] = cron.CreateAsync;
        methods["cron.update"] = cron.UpdateAsync;
        methods["cron.list"] = cron.ListAsync;
        methods["cron.get"] = cron.GetAsync;
        methods["cron.delete"] = cron.DeleteAsync;
        methods["cron.status"] = cron.StatusAsync;
        methods["cron.trigger"] = cron.TriggerAsync;
        methods["cron.run"] = cron.TriggerAsync;
        methods["cron.runs"] = cron.RunsAsync;
        methods["cron.pause"] = cron.PauseAsync;
        methods["cron.resume"] = cron.ResumeAsync;
        methods["cron.toggle"] = cron.ToggleAsync;
    }

    private static void AddExec(Dictionary<string, Method> methods, ExecCalls exec)
    {
        methods["exec.approval.request"] = exec.RequestAsync;
        methods["exec.approval.resolve"] = exec.ResolveAsync;
        methods["exec.approvals.get"] = exec.GetAsync;
        methods["exec.approvals.set"] = exec.SetAsync;
        methods["exec.approvals.pending"] = exec.PendingAsync;
    }

    private static void AddConfig(Dictionary<string, Method> methods, ConfigCalls config)
    {
        methods["config.get"] = config.GetAsync;
        methods["config.patch"] = config.PatchAsync;
        methods["config.apply"] = config.ApplyAsync;
        methods["config.reload"] = config.ReloadAsync;
        methods["config.validate"] = config.ValidateAsync;
        methods["config.path"] = config.PathAsync;
    }
}
