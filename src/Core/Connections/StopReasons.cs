namespace Carillon.Core.Connections;

/// <summary>Why a server stops, in the words that its peers are told (Diminuendo seed: <c>server_shutdown</c>).</summary>
public static class StopReasons
{
    /// <summary>Whoever looks after it ended it, and will start it again: connect again after a short delay.</summary>
    public const string Restart = "restart";

    /// <summary>A person ended it by hand: it may be gone for longer.</summary>
    public const string Maintenance = "maintenance";
}
