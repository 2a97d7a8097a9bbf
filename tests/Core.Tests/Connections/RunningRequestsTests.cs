using Carillon.Core.Connections;

namespace Carillon.Core.Tests.Connections;

public sealed class RunningRequestsTests : IAsyncDisposable
{
    private const int MaxCount = 2;
    private const int MaxBytes = 100;
    private readonly RunningRequests _requests = new(MaxCount, MaxBytes);
    private readonly List<TaskCompletionSource> _begun = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var request in _begun) request.TrySetResult();
        await _requests.DisposeAsync();
    }

    [Fact]
    public async Task As_many_as_may_run_begin_at_once_and_the_next_waits_for_one_to_end()
    {
        var first = await BeginAsync(1);
        await BeginAsync(1);
        var room = _requests.MakeRoomAsync(1, Token).AsTask();
        Assert.False(room.IsCompleted);

        first.SetResult();
        await room;
    }

    [Fact]
    public async Task What_would_be_too_large_together_waits_even_where_the_count_allows_it()
    {
        var first = await BeginAsync(MaxBytes - 1);
        var room = _requests.MakeRoomAsync(2, Token).AsTask();
        Assert.False(room.IsCompleted);

        first.SetResult();
        await room;
    }

    [Fact]
    public async Task One_that_is_alone_may_be_larger_than_the_bound() => await _requests.MakeRoomAsync(MaxBytes * 10, Token);

    [Fact]
    public async Task Waiting_for_room_ends_when_the_connection_does()
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await BeginAsync(1);
        await BeginAsync(1);
        var room = _requests.MakeRoomAsync(1, ended.Token).AsTask();

        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => room);
    }

    [Fact]
    public async Task A_parked_request_leaves_its_room_to_another_and_takes_it_back_once()
    {
        await BeginAsync(1);
        await BeginAsync(1);
        var place = _requests.TryPark(places: 1);
        Assert.NotNull(place);
        await _requests.MakeRoomAsync(1, Token);
        Assert.Null(_requests.TryPark(places: 1));

        place.Dispose();
        place.Dispose();

        Assert.False(_requests.MakeRoomAsync(1, Token).AsTask().IsCompleted);
        Assert.NotNull(_requests.TryPark(places: 1));
        Assert.Null(_requests.TryPark(places: 1));
    }

    [Fact]
    public async Task The_end_is_told_to_what_runs_and_waits_for_it()
    {
        var request = await BeginAsync(1);
        var end = _requests.DisposeAsync().AsTask();
        Assert.True(_requests.Ending.IsCancellationRequested);
        Assert.False(end.IsCompleted);

        request.SetResult();
        await end;
    }

    private async Task<TaskCompletionSource> BeginAsync(int bytes)
    {
        var request = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _begun.Add(request);
        await _requests.MakeRoomAsync(bytes, Token);
        _requests.Add(request.Task, bytes);
        return request;
    }
}
