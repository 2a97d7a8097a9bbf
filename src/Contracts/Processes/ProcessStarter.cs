namespace Carillon.Contracts.Processes;

/// <summary>
/// Starts processes, all from one thread that lives as long as this does. Linux ends a process that is to die with its parent when
/// the thread that started it ends (prctl(2), PR_SET_PDEATHSIG), and threads of the pool come and go.
/// </summary>
public sealed class ProcessStarter : IAsyncDisposable
{
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Job? _job;
    private bool _stopping;

    /// <summary>Starts the thread.</summary>
    public ProcessStarter(TimeProvider clock)
    {
        _clock = clock;
        new Thread(Run) { IsBackground = true, Name = "Carillon process starts" }.Start();
    }

    /// <summary>Starts a process, one after the other. Errors: those of <see cref="ChildProcess.Start"/>.</summary>
    public async Task<ChildProcess> StartAsync(ChildStart start, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _stopping), this);
            var job = new Job(start);
            Volatile.Write(ref _job, job);
            _wake.Release();
            return await job.Done.Task;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the thread, and with it every process that was to die with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        var first = !Interlocked.Exchange(ref _stopping, true);
        if (first) _wake.Release();
        _turn.Release();
        await _ended.Task;
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait();
            if (Interlocked.Exchange(ref _job, null) is { } job) Finish(job);
            else if (Volatile.Read(ref _stopping)) break;
        }

        _ended.SetResult();
    }

    private void Finish(Job job)
    {
        try
        {
            job.Done.SetResult(ChildProcess.Start(job.Start, _clock));
        }
        catch (Exception error)
        {
            job.Done.SetException(error);
        }
    }

    private sealed class Job(ChildStart start)
    {
        public ChildStart Start { get; } = start;

        public TaskCompletionSource<ChildProcess> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
