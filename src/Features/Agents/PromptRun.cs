namespace Carillon.Features.Agents;

/// <summary>One prompt from its sending to its end.</summary>
internal sealed class PromptRun : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationToken _token;

    public PromptRun() => _token = _cancelled.Token;

    /// <summary>Cancelled when someone asks for the prompt's end.</summary>
    public CancellationToken Cancelled => _token;

    public bool IsCancelled => _token.IsCancellationRequested;

    /// <summary>Asks for the end; asking again changes nothing.</summary>
    public async Task CancelAsync()
    {
        try
        {
            await _cancelled.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It came to its end at this very moment.
        }
    }

    public void Dispose() => _cancelled.Dispose();
}
