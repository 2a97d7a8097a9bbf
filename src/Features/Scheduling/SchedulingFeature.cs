using Carillon.Contracts.Scheduling;
using Carillon.Features.Scheduling.Attempts;
using Carillon.Features.Scheduling.Jobs;
using Carillon.Features.Scheduling.Runs;
using Carillon.Features.Scheduling.Storage;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Scheduling;

/// <summary>The room put together: recover, bring in line with the configuration, start; then use, then stop.</summary>
public sealed class SchedulingFeature
{
    private readonly JobBook _book;
    private readonly Scheduler _scheduler;
    private readonly SchedulingRecovery _recovery;
    private readonly ConfiguredJobs _configured;
    private readonly SchedulingPorts _ports;

    /// <summary>Assigns.</summary>
    public SchedulingFeature(SchedulingPorts ports, SchedulingOptions options, ILoggerFactory loggers)
    {
        _ports = ports;
        _book = new JobBook(ports.Log);
        var store = new JobStore(ports.Documents);
        var records = new RunRecords(_book, ports, options);
        var attempts = new AttemptRunner(store, ports, options, loggers.CreateLogger<AttemptRunner>());
        var history = new RunHistory(_book, store, ports, options);
        var ends = new RunEnds(_book, records, attempts, history, ports, loggers.CreateLogger<RunEnds>());
        _scheduler = new Scheduler(_book, records, ends, ports, options, loggers.CreateLogger<Scheduler>());
        _recovery = new SchedulingRecovery(_book, store, records, attempts.Commands, ports, loggers.CreateLogger<SchedulingRecovery>());
        var removal = new JobRemoval(_book, _scheduler, history, attempts.Commands, ports);
        var directory = new JobDirectory(_book, store, records, removal, ports, options);
        _configured = new ConfiguredJobs(_book, directory, loggers.CreateLogger<ConfiguredJobs>());
        Jobs = directory;
    }

    /// <summary>The jobs and their runs.</summary>
    public IJobs Jobs { get; }

    /// <summary>Reads the jobs and ends what the last stop cut off; once sessions have recovered and before anyone is let in.</summary>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        await _recovery.RunAsync(cancellationToken);
        _scheduler.Revise(_ports.Now);
    }

    /// <summary>Brings the jobs in line with the configuration file, at start and whenever that changes.</summary>
    public Task SyncAsync(IReadOnlyList<ConfiguredJob> jobs, CancellationToken cancellationToken) => _configured.SyncAsync(jobs, cancellationToken);

    /// <summary>Lets jobs come due.</summary>
    public void Start() => _scheduler.Start();

    /// <summary>Starts no more runs, and ends those under way; before sessions and sandboxes stop. The next start tries them again.</summary>
    public Task StopAsync() => _scheduler.StopAsync();
}
