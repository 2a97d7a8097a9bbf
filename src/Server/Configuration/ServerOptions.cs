namespace Carillon.Server.Configuration;

/// <summary>Everything a server is started with; flags win over the environment, which wins over the file.</summary>
public sealed record ServerOptions
{
    /// <summary>Where it listens. Only a loopback address is taken while no credentials are configured.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The one port that every surface is on; 0 lets the system choose.</summary>
    public int Port { get; init; } = 7777;

    /// <summary>Where the log and the workspaces live.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Also listen where each dialect's own clients look by default.</summary>
    public bool CompatPorts { get; init; }

    /// <summary>Which ports those are, by dialect; 0 lets the system choose.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> CompatPortNumbers { get; init; } = Configuration.CompatPorts.All;

    /// <summary>How to run this program itself, for its built-in agents: the executable and its first arguments.</summary>
    public required IReadOnlyList<string> SelfCommand { get; init; }

    /// <summary>What the configuration file says.</summary>
    public FileSettings File { get; init; } = new();

    /// <summary>Called once, when every listener is open.</summary>
    public Action<ServerAddresses>? OnStarted { get; init; }
}

/// <summary>Where a started server can be reached.</summary>
/// <param name="Http">Its main address.</param>
/// <param name="Compat">Dialect to addresses, for those that also listen on ports of their own.</param>
public sealed record ServerAddresses(Uri Http, IReadOnlyDictionary<string, IReadOnlyList<Uri>> Compat);

/// <summary>A server that cannot be started as asked. The message says what is wrong and what to do.</summary>
public sealed class ServerStartException(string message, Exception? inner = null) : Exception(message, inner);
