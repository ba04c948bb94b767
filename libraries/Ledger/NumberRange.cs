namespace PenguinMails.Ledger;

/// <summary>Audit records of one service, by the numbers that it gave them.</summary>
/// <param name="Service">The service.</param>
/// <param name="Epoch">Of the service's database.</param>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
public sealed record NumberRange(string Service, Guid Epoch, long First, long Last)
{
    /// <summary>How many records.</summary>
    public long Count => Last - First + 1;
}
