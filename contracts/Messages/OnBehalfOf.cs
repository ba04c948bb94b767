namespace PenguinMails.Contracts.Messages;

/// <summary>The person who caused what a service does: who started the campaign, changed the policy or raised the incident.</summary>
/// <param name="UserId">The person's id, if it is known.</param>
/// <param name="User">The person's e-mail address.</param>
/// <param name="Role">The role acted in.</param>
public sealed record OnBehalfOf(Guid? UserId, string User, string Role);
