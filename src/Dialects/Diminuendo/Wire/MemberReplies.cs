using Carillon.Contracts.Identity;
using Carillon.Contracts.Members;
using Carillon.Core.Connections;

namespace Carillon.Dialects.Diminuendo.Wire;

/// <summary>Direct answers about a tenant's members (seed: member_list, member_updated, member_removed).</summary>
internal static class MemberReplies
{
    /// <summary>The email is a string for every client, so one that is not known is empty.</summary>
    public static Frame List(Framing framing, IReadOnlyList<Member> members) =>
        Replies.Make(framing, "member_list", members, static (json, all) =>
        {
            json.WriteStartArray("members");
            foreach (var member in all)
            {
                json.WriteStartObject();
                json.WriteString(Field.UserId, member.UserId);
                json.WriteString(Field.Role, RoleNames.Of(member.Role));
                json.WriteString("email", member.Email ?? "");
                json.WriteNumber("addedAt", member.AddedAt);
                json.WriteNumber(Field.UpdatedAt, member.UpdatedAt);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    public static Frame Updated(Framing framing, Member member) => Replies.Make(framing, "member_updated", member, static (json, e) =>
    {
        json.WriteString(Field.UserId, e.UserId);
        json.WriteString(Field.Role, RoleNames.Of(e.Role));
    });

    public static Frame Removed(Framing framing, string userId) =>
        Replies.Make(framing, "member_removed", userId, static (json, id) => json.WriteString(Field.UserId, id));
}
