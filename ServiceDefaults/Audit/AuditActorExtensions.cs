namespace PenguinMails.ServiceDefaults;

public static class AuditActorExtensions
{
    /// <summary>For whom services act that carry out what this actor asked for.</summary>
    /// <returns>Null when the actor is a service, which asks for nothing by itself.</returns>
    public static OnBehalfOf? AsPrincipal(this AuditActor actor) =>
        actor.Role == Roles.Service ? null : new OnBehalfOf(actor.UserId, actor.User, actor.Role);
}
