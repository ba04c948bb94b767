namespace PenguinMails.Contracts.Messages;

/// <summary>
/// The place of an audit record among all that its service has sent. Numbers have no gaps, so that a record that does not arrive is missed;
/// a record that is sent again has the same one.
/// </summary>
/// <param name="Epoch">Of the service's database: one that was made anew, or set back to a copy, begins another.</param>
/// <param name="Number">From 1, in the order of sending.</param>
public sealed record ProducerPosition(Guid Epoch, long Number);
