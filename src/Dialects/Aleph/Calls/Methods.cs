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
}
