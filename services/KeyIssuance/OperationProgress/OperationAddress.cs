namespace PenguinMails.KeyIssuance.OperationProgress;

/// <summary>Where operations are followed.</summary>
public static class OperationAddress
{
    public const string AdminRoot = "/api/v1/admin/operations";

    /// <summary>Where an admin follows an operation.</summary>
    public static string ForAdmins(Guid operationId) => $"{AdminRoot}/{operationId}";
}
