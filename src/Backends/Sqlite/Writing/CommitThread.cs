using Carillon.Core.Ports;

namespace Carillon.Backends.Sqlite.Writing;

/// <summary>
/// A thread that does nothing but commit. A commit waits for the disk; on a thread of the pool it would keep one of a small
/// machine's few from everyone else.
/// </summary>
internal sealed class CommitThread : IAsyncDisposable
{
    private readonly Action<CommitBatch> _commit;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Job? _job;
    private bool _stopping;

    public CommitThread(Action<CommitBatch> commit)
    {
        _commit = commit;
        new Thread(Run) { IsBackground = true, Name = "Carillon commits" }.Start();
    }

    /// <summary>Commits a batch; the caller never asks for two at once.</summary>
    public Task CommitAsync(CommitBatch batch)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _stopping), this);
        var job = new Job(batch);
        if (Interlocked.CompareExchange(ref _job, job, null) is not null) throw new InvalidOperationException("A commit is running already.");
        _wake.Release();
        return job.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopping, true)) return;
        _wake.Release();
        await _ended.Task;
        _wake.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait();
            if (Volatile.Read(ref _job) is { } job) Finish(job);
            else if (Volatile.Read(ref _stopping)) break;
        }

        _ended.SetResult();
    }

    private void Finish(Job job)
    {
        try
        {
            _commit(job.Batch);
            Volatile.Write(ref _job, null);
            job.Done.SetResult();
        }
        catch (Exception error)
        {
            Volatile.Write(ref _job, null);
            job.Done.SetException(error);
        }
    }

    private sealed class Job(CommitBatch batch)
    {
        public CommitBatch Batch { get; } = batch;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
