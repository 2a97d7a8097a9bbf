using System.Text;
using System.Text.Json.Nodes;

namespace Carillon.Testing;

/// <summary>Tests that speak to a host over HTTP; each has a host and a log of its own.</summary>
public abstract class HostedTest : IAsyncLifetime
{
    /// <summary>Long enough for a busy machine; a test that waits so long has failed.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DataFolder _folder = new();

    internal NativeHost Host { get; private set; } = null!;

    internal string Directory => _folder.Path;

    protected HttpClient Http { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    internal virtual TimeProvider Clock => TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        Host = await NativeHost.StartAsync(_folder.Path, Token, clock: Clock);
        Http.BaseAddress = Host.Address;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Http.Dispose();
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    protected async Task<(int Status, JsonNode? Body)> CallAsync(HttpMethod method, string path, string? body = null, string type = "application/json", string? token = null)
    {
        using var response = await SendAsync(method, path, body, type, token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    protected async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json", string? token = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }
}
