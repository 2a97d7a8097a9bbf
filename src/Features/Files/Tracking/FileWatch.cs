using System.Diagnostics.CodeAnalysis;
using System.Text;
using Carillon.Contracts.Files;
using Carillon.Contracts.Sandbox;
using Carillon.Core.Errors;
using Microsoft.Extensions.Logging;

namespace Carillon.Features.Files.Tracking;

/// <summary>
/// One workspace while it is in use. Three ways lead to an iteration: a write through here, a change that the system told of once it
/// has been quiet for a moment, and a look at everything when someone needs to be sure. One at a time, so none is counted twice.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle and a token source without a timer hold nothing.")]
internal sealed partial class FileWatch : IFileWatch
{
    private const int MaxDirtyPaths = 1000;

    private static readonly HashSet<string> None = [];

    private readonly WatchedPlace _place;
    private readonly FilesOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly DirtyPaths _dirty = new(MaxDirtyPaths);
    private readonly FolderEvents _events;
    private readonly Iterations _iterations;
    private readonly Survey _survey;
    private Task _watching = Task.CompletedTask;

    public FileWatch(WatchedPlace place, FilesPorts ports, FilesOptions options, ListenerSlots slots, ILogger logger)
    {
        _place = place;
        _options = options;
        _clock = ports.Clock;
        _logger = logger;
        _events = new FolderEvents(place.Workspace.Root, _dirty, slots, logger);
        _iterations = new Iterations(place, ports);
        _survey = new Survey(place, _iterations, options, ports.Clock, logger);
    }

    /// <summary>Called once, before anything else; when it fails there is nothing to dispose.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await _iterations.LoadAsync(cancellationToken);
        try
        {
            // Listening before looking: what changes in between is told.
            _events.Start();
            _dirty.MarkAll();
            await TryLookAsync(() => null, cancellationToken);
        }
        catch
        {
            _events.Dispose();
            throw;
        }

        _watching = WatchAsync(_ending.Token);
    }

    /// <inheritdoc/>
    public async ValueTask WriteTextAsync(string path, string content, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var written = await _place.Workspace.WriteTextAsync(path, content, cancellationToken);
            var bytes = Encoding.UTF8.GetBytes(content);
            var kept = bytes.Length <= _options.MaxKeptBytes ? bytes : (ReadOnlyMemory<byte>?)null;
            await _survey.NoteAsync(new FileDigest(written.RelativePath, written.Size, written.Hash, default, kept), _place.RunningTurn(), cancellationToken);
        }
        catch
        {
            // It may have been written and not recorded.
            _survey.Forget();
            _dirty.MarkAll();
            throw;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        _dirty.MarkAll();
        await TryLookAsync(_place.RunningTurn, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        await _watching;
        await CatchUpAsync(CancellationToken.None);
        _events.Dispose();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitForChangeAsync(cancellationToken);
                await WaitForQuietAsync(cancellationToken);
                if (!await TryLookAsync(_place.RunningTurn, cancellationToken)) await Task.Delay(_options.RetryDelay, _clock, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The watch ends; it looks once more after this.
        }
        catch (Exception fault)
        {
            LogFault(_place.Session.Key, fault);
        }
    }

    private async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        var limit = !_events.IsDeaf ? Timeout.InfiniteTimeSpan : _place.RunningTurn() is null ? _options.IdlePollInterval : _options.PollInterval;
        try
        {
            await _dirty.Arrived.WaitAsync(limit, _clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            _dirty.MarkAll();
        }
    }

    private async Task WaitForQuietAsync(CancellationToken cancellationToken)
    {
        var began = _clock.GetTimestamp();
        long marks;
        do
        {
            marks = _dirty.Marks;
            await Task.Delay(_options.Quiet, _clock, cancellationToken);
        }
        while (marks != _dirty.Marks && _clock.GetElapsedTime(began) < _options.MaxDelay);
    }

    /// <summary>False when not everything could be recorded; then all of it is still dirty.</summary>
    private async Task<bool> TryLookAsync(Func<string?> turn, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var (paths, all) = _dirty.Take();
            if (all || !await _survey.TryLookAtAsync(paths, turn(), cancellationToken))
                await _survey.LookAtAllAsync(all ? paths : None, turn(), cancellationToken);
            return true;
        }
        catch (CarillonException refused)
        {
            LogNotRecorded(_place.Session.Key, refused);
            LookAgain();
            return false;
        }
        catch (OperationCanceledException)
        {
            LookAgain();
            throw;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private void LookAgain()
    {
        _survey.Forget();
        _dirty.MarkAll();
    }

    [LoggerMessage(4403, LogLevel.Warning, "Session {Session}: changed files could not be recorded and are looked at again")]
    private partial void LogNotRecorded(string session, Exception exception);

    [LoggerMessage(4404, LogLevel.Critical, "Session {Session}: the watch over its files failed")]
    private partial void LogFault(string session, Exception exception);
}
