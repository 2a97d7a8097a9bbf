using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Carillon.Core.Streams;

namespace Carillon.Features.Sessions.Storage;

/// <summary>Where this room keeps its documents. These names and sort keys are a storage format: old logs hold them.</summary>
internal static class SessionKeys
{
    public const string Sessions = "sessions";
    public const string Active = "active";

    /// <summary>Everything undecided in a tenant; a decided one moves to its session's own collection.</summary>
    public const string Pending = "approvals";

    /// <summary>Which session a chosen key leads to.</summary>
    public const string Named = "session_keys";

    /// <summary>Which session a turn is of; sorted by session.</summary>
    public const string Runs = "runs";

    /// <summary>Sorts after any key of the same sort key.</summary>
    private const string LastKey = "\uffff";

    public static DocumentKey Session(string tenant, string id) => new(tenant, Sessions, id);

    public static DocumentKey ActiveMark(string tenant, string id) => new(tenant, Active, id);

    public static DocumentKey PendingApproval(string tenant, string requestId) => new(tenant, Pending, requestId);

    public static DocumentKey DecidedApproval(string tenant, string sessionId, string requestId) => new(tenant, Decided(sessionId), requestId);

    public static DocumentKey KeyOf(string tenant, string key) => new(tenant, Named, key);

    public static DocumentKey Run(string tenant, string turnId) => new(tenant, Runs, turnId);

    public static string Messages(string sessionId) => $"messages:{sessionId}";

    public static string Decided(string sessionId) => $"approvals:{sessionId}";

    public static string Remembered(string sessionId) => $"allowed:{sessionId}";

    /// <summary>A command may be longer than a key, and its hash is not.</summary>
    public static DocumentKey RememberedCommand(string tenant, string sessionId, string command) =>
        new(tenant, Remembered(sessionId), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(command))));

    /// <summary>What this room holds of a session and goes with it.</summary>
    public static IEnumerable<string> CollectionsOf(string sessionId) =>
        [Messages(sessionId), Decided(sessionId), Remembered(sessionId)];

    /// <summary>Archived ones apart, so that a page of the others reads no archived one.</summary>
    public static string SessionSort(bool archived, long createdAt, string id) => $"{SessionPrefix(archived)}{SessionPlace(createdAt, id)}";

    public static string SessionPrefix(bool archived) => archived ? "1|" : "0|";

    public static string SessionPlace(long createdAt, string id) => string.Create(CultureInfo.InvariantCulture, $"{createdAt:D19}|{id}");

    public static string PendingSort(string sessionId, long createdAt, string requestId) =>
        string.Create(CultureInfo.InvariantCulture, $"{sessionId}|{createdAt:D19}|{requestId}");

    /// <summary>A place in a collection just behind everything that sorts as <paramref name="sortKey"/>.</summary>
    public static Document Behind(string tenant, string collection, string sortKey) =>
        new(new DocumentKey(tenant, collection, LastKey), default, sortKey, 0);

    /// <summary>A place in a collection just before everything that sorts as <paramref name="sortKey"/>.</summary>
    public static Document Before(string tenant, string collection, string sortKey) =>
        new(new DocumentKey(tenant, collection, ""), default, sortKey, 0);
}
