namespace Carillon.Client;

/// <summary>Where the server is and how to speak to it.</summary>
public sealed record CarillonClientOptions
{
    /// <summary>The server's root, such as <c>http://127.0.0.1:7777</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Sent as a bearer token with every request; null where the server asks for none.</summary>
    public string? Token { get; init; }

    /// <summary>
    /// What the environment says: <c>CARILLON_SERVER</c>, else <c>http://127.0.0.1:7777</c>, and <c>CARILLON_TOKEN</c>. Errors:
    /// <see cref="UriFormatException"/> when the first is no address.
    /// </summary>
    public static CarillonClientOptions FromEnvironment() => new()
    {
        BaseAddress = new Uri(Setting("CARILLON_SERVER") ?? "http://127.0.0.1:7777"),
        Token = Setting("CARILLON_TOKEN"),
    };

    /// <summary>Used instead of a client of our own, and not disposed. Its own base address and timeout are left alone.</summary>
    public HttpClient? HttpClient { get; init; }

    /// <summary>What following does when the connection is lost.</summary>
    public ReconnectPolicy Reconnect { get; init; } = new();

    /// <summary>Measures delays and silence.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Spreads reconnects, so that a restarted server is not met by everyone at once.</summary>
    public Random Random { get; init; } = new();

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>How a lost connection is made again: the delay doubles from the first to the largest, and starts over once an event came.</summary>
public sealed record ReconnectPolicy
{
    /// <summary>The wait before the first try.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The part of each delay that is left to chance, 0 to 1.</summary>
    public double Jitter { get; init; } = 0.5;

    /// <summary>Tries in a row before the failure is thrown; null for no end, 0 for none at all.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>A connection that is silent for so long is taken for dead; the server sends something every 15 seconds.</summary>
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(45);
}
