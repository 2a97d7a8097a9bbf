using Carillon.Contracts.Members;
using Carillon.Core.Identity;
using Carillon.Dialects.Diminuendo.Messages;
using Carillon.Dialects.Diminuendo.Wire;

namespace Carillon.Dialects.Diminuendo.Conversations;

/// <summary>Shows and changes who belongs to the tenant; only the one who asked is answered.</summary>
internal sealed class MemberCommands(Peer peer, IMembers members)
{
    /// <summary>Answers with <c>member_list</c>.</summary>
    public async ValueTask ListAsync(Caller caller, CancellationToken cancellationToken) =>
        peer.Send(MemberReplies.List(peer.Framing, await members.ListAsync(caller, cancellationToken)));

    /// <summary>Answers with <c>member_updated</c>.</summary>
    public async ValueTask SetRoleAsync(Caller caller, SetMemberRole message, CancellationToken cancellationToken) =>
        peer.Send(MemberReplies.Updated(peer.Framing, await members.SetRoleAsync(caller, message.UserId, message.Role, cancellationToken)));

    /// <summary>Answers with <c>member_removed</c>; one who removes themselves is disconnected instead.</summary>
    public async ValueTask RemoveAsync(Caller caller, RemoveMember message, CancellationToken cancellationToken)
    {
        await members.RemoveAsync(caller, message.UserId, cancellationToken);
        peer.Send(MemberReplies.Removed(peer.Framing, message.UserId));
    }
}
