namespace PenguinMails.ServiceDefaults;

/// <summary>Names what a refused request was about, as the record of its success would.</summary>
public interface IRefusedSubject
{
    /// <summary>Completes the record by what the route names.</summary>
    AuditEntry Complete(AuditEntry refusal, RouteValueDictionary route);
}
