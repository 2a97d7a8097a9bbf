using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Core.Streams;
using Carillon.Dialects.Native.Errors;
using Carillon.Events;

namespace Carillon.Dialects.Native.Calls;

/// <summary>Which streams a peer may name, and which it may publish to.</summary>
internal static class StreamNames
{
    /// <summary>A stream of the caller's tenant that their role may see.</summary>
    public static StreamId Parse(Caller caller, string? name)
    {
        if (StreamId.IsValidName(name))
        {
            var stream = new StreamId(caller.TenantId, name!);
            return StreamAccess.MaySee(caller.Role, stream.Kind)
                ? stream
                : throw new CarillonException(ErrorCode.PermissionDenied, $"A viewer may not see '{stream.Name}'.");
        }

        throw Invalid.Because($"A stream's name has 1 to {StreamId.MaxNameLength} characters of A-Z a-z 0-9 . _ - : and /.");
    }

    /// <summary>A stream of the caller's tenant that is not Carillon's own: its sessions and watchers alone say what happened to them.</summary>
    public static StreamId ParseForPublish(Caller caller, string? name)
    {
        var stream = Parse(caller, name);
        if (caller.Role == Role.Viewer) throw new CarillonException(ErrorCode.PermissionDenied, "A viewer may not publish.");
        if (stream.Kind == StreamKind.Custom) return stream;
        throw new CarillonException(
            ErrorCode.PermissionDenied, $"'{stream.Name}' is one of Carillon's own streams; publish to a name of your own, such as custom:{stream.Key}.");
    }
}
