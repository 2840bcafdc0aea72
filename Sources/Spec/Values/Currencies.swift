/// The currencies of ISO 4217 that money can be asked for in, with their decimals.
enum Currencies {
  /// Nil for what is no currency.
  static func decimals(of code: String) -> Int? { all[code] }

  static let codes = all.keys.sorted()

  /// Those whose amounts have so many decimals.
  static func codes(withDecimals decimals: Int) -> [String] {
    codes.filter { all[$0] == decimals }
  }

  private static let all: [String: Int] = {
    var all: [String: Int] = [:]
    for (decimals, codes) in [(0, none), (2, two), (3, three), (4, four)] {
      for code in codes.utf8.split(whereSeparator: { $0 <= UInt8(ascii: " ") }) {
        all[String(Substring(code))] = decimals
      }
    }
    return all
  }()

  private static let none = """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF
    """

  private static let two = """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD
    CAD CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR
    LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP
    SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWL
    """

  private static let three = """
    BHD IQD JOD KWD LYD OMR TND
    """

  private static let four = """
    CLF UYW
    """
}
